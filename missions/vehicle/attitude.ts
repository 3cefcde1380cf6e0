const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** 0 ≤ heading < 360, clockwise from north. */
export const heading = (degrees_any: number): number => ((degrees_any % 360) + 360) % 360;

/** Pitch and yaw in degrees of a unit quaternion [w, x, y, z] (Z-Y-X order), or null if it is not one. */
export const pitchAndYaw = (q: readonly number[]): { pitch_deg: number; yaw_deg: number } | null => {
  const [w = Number.NaN, x = Number.NaN, y = Number.NaN, z = Number.NaN] = q;
  const norm = Math.hypot(w, x, y, z);
  if (!(Math.abs(norm - 1) < 0.05)) return null;
  const sine = (2 * (w * y - z * x)) / (norm * norm);
  return {
    pitch_deg: degrees(Math.asin(Math.min(1, Math.max(-1, sine)))),
    yaw_deg: degrees(Math.atan2(2 * (w * z + x * y), norm * norm - 2 * (y * y + z * z))),
  };
};

export const toDegrees = degrees;

/** The unit quaternion of a pitch and yaw without roll. */
export const quaternionOf = (pitch_deg: number, yaw_deg: number): [number, number, number, number] => {
  const pitch = (pitch_deg * Math.PI) / 360;
  const yaw = (yaw_deg * Math.PI) / 360;
  return [
    Math.cos(pitch) * Math.cos(yaw),
    -Math.sin(pitch) * Math.sin(yaw),
    Math.sin(pitch) * Math.cos(yaw),
    Math.cos(pitch) * Math.sin(yaw),
  ];
};
