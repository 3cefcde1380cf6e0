import { z } from 'zod';

/** How the autopilot keeps a value. */
export const parameterTypes = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float'] as const;

/** One parameter of an autopilot, as it was last read back. */
export const parameterSchema = z.object({
  /** At most 16 characters, as MAVLink has it. */
  name: z.string().regex(/^[A-Za-z0-9_.]{1,16}$/),
  value: z.number(),
  type: z.enum(parameterTypes),
});
export type Parameter = z.infer<typeof parameterSchema>;
export type ParameterType = Parameter['type'];
