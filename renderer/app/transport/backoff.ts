/**
 * Waiting time before reconnection attempt `attempt` (0 = first), in milliseconds: doubles from 0.5 s to 8 s.
 * `random` in [0, 1) spreads screens that lost the same station over the upper half of the interval.
 */
export const backoff_ms = (attempt: number, random: number): number => {
  const full = Math.min(8000, 500 * 2 ** Math.min(attempt, 10));
  return Math.round(full * (0.5 + random / 2));
};
