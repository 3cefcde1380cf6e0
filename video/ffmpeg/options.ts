/** `{ f: 'mp4', timeout: 5 }` as `-f mp4 -timeout 5`; undefined leaves an option out. */
export const ffmpegOptions = (options: Readonly<Record<string, string | number | undefined>>): string[] =>
  Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`-${name}`, String(value)],
  );
