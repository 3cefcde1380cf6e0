const minute_us = 60_000_000;
/** The service counts arrivals, we count departures: its minute may begin a little later than ours. */
const margin_us = 2_000_000;

/**
 * A bucket of `per_minute` tokens of which each comes back a minute after it was taken: no minute, wherever
 * it begins, holds more sends. `sent` are the times of the last sends in UTC µs, oldest first, and are kept
 * with the channel, so that a restart does not fill the bucket.
 */
export const takeToken = (
  sent: readonly number[],
  per_minute: number,
  now_us: number,
): { readonly sent: readonly number[] } | { readonly wait_until_us: number } => {
  // A clock that was set back must not lock the channel for longer than a minute.
  const recent = sent.filter((at_us) => at_us > now_us - minute_us - margin_us && at_us <= now_us);
  const oldest = recent.at(-per_minute);
  if (oldest !== undefined) return { wait_until_us: oldest + minute_us + margin_us };
  return { sent: [...recent, now_us] };
};

const first_retry_ms = 1000;
const longest_retry_ms = 60_000;

/** Exponential from 1 s to 60 s; the upper half is left to chance so that channels do not knock together. */
export const retryDelay_ms = (failures: number, chance: number): number => {
  const whole = Math.min(longest_retry_ms, first_retry_ms * 2 ** Math.min(failures - 1, 16));
  return whole / 2 + (whole / 2) * chance;
};
