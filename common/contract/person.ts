import { z } from 'zod';

export const roles = ['pilot', 'inspector', 'supervisor', 'administrator'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

export const personNameSchema = z.string().trim().min(2).max(64);
export const passwordSchema = z.string().min(10).max(256);

export const officerNoSchema = z.string().trim().min(2).max(40);

export const personSchema = z.object({
  id: z.string(),
  name: personNameSchema,
  roles: z.array(roleSchema).min(1),
  disabled: z.boolean(),
  /** 执法证号: who holds none may look, but not decide. */
  officer_no: officerNoSchema.nullish(),
});
export type Person = z.infer<typeof personSchema>;
