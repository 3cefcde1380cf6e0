import { z } from 'zod';
import { alertSchema } from './alert.ts';
import { channelSchema } from './channel.ts';
import { caseSummarySchema } from './case.ts';
import { flightSchema } from './flight.ts';
import { leadSchema } from './lead.ts';
import { streamStateSchema } from './stream.ts';
import { vehicleStateSchema } from './vehicle.ts';

/** What the station tells every signed-in screen, as it happens. Each carries the whole new record. */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('vehicle'), vehicle: vehicleStateSchema }),
  z.object({ type: z.literal('flight'), flight: flightSchema }),
  z.object({ type: z.literal('stream'), stream: streamStateSchema }),
  z.object({ type: z.literal('lead'), lead: leadSchema }),
  z.object({ type: z.literal('alert'), alert: alertSchema }),
  z.object({ type: z.literal('channel'), channel: channelSchema }),
  z.object({ type: z.literal('case'), case: caseSummarySchema }),
]);
export type StationEvent = z.infer<typeof eventSchema>;
