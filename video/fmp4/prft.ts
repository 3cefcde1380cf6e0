import { BoxReader } from './bytes.ts';

/** Seconds from 1900 (NTP) to 1970 (UTC). */
const ntp_epoch_s = 2_208_988_800;

/** ProducerReferenceTimeBox, ISO/IEC 14496-12 §8.16.5: its NTP time as UTC; undefined for another version. */
export const parsePrft = (payload: Uint8Array): number | undefined => {
  const reader = new BoxReader('prft', payload);
  if (reader.u8() > 1) return undefined;
  reader.skip(3 + 4);
  const seconds = reader.u32();
  const fraction = reader.u32();
  return Math.round((seconds - ntp_epoch_s) * 1_000_000 + (fraction / 2 ** 32) * 1_000_000);
};
