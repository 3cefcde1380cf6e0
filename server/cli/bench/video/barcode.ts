import { type Ffmpeg, ffmpegOptions, spawnFfmpeg } from '#video';

/** Sixteen bits as squares in the lower left corner; under each its opposite, so that damage is noticed. */
export const bits = 16;
export const barcode_side_px = 40;
/** Height of both rows. */
export const barcode_height_px = 2 * barcode_side_px;
export const barcode_width_px = bits * barcode_side_px;

/**
 * A chain of ffmpeg filters that burns a number into every frame: `value` is an expression of ffmpeg's
 * timeline (`n` counts frames, `t` is the time in seconds).
 */
export const burn = (value: string): string => {
  const cell = (bit: number, row: number, when: string): string =>
    `drawbox=x=${bit * barcode_side_px}:y=ih-${(2 - row) * barcode_side_px}:w=${barcode_side_px}:` +
    `h=${barcode_side_px}:color=white:t=fill:enable='${when}'`;
  const set = (bit: number): string => `mod(floor((${value})/${2 ** bit})\\,2)`;
  return [
    `drawbox=x=0:y=ih-${barcode_height_px}:w=${barcode_width_px}:h=${barcode_height_px}:color=black:t=fill`,
    ...Array.from({ length: bits }, (_, bit) => cell(bit, 0, set(bit))),
    ...Array.from({ length: bits }, (_, bit) => cell(bit, 1, `not(${set(bit)})`)),
  ].join(',');
};

/** The number in 2 × 16 grey values, row by row; undefined where the rows do not oppose each other. */
export const readCells = (cells: ArrayLike<number>): number | undefined => {
  let value = 0;
  for (let bit = 0; bit < bits; bit += 1) {
    const above = (cells[bit] ?? 0) > 128;
    if (above === (cells[bits + bit] ?? 0) > 128) return undefined;
    if (above) value += 2 ** bit;
  }
  return value;
};

export type NumberedFrame = { readonly pts_us: number; readonly number: number | undefined };

/** Every frame of a file that can be decoded, in the order shown, with the number burned into it. */
export const readNumbers = async (ffmpeg: Ffmpeg, path: string): Promise<NumberedFrame[]> => {
  const filter =
    `showinfo=checksum=0,crop=${barcode_width_px}:${barcode_height_px}:0:ih-${barcode_height_px},` +
    `scale=${bits}:2:flags=area,format=gray`;
  const pts_us: number[] = [];
  let tick_us = 0;
  const child = spawnFfmpeg({
    path: ffmpeg.path,
    args: [
      ...['-nostats', '-copyts'],
      ...ffmpegOptions({ v: 'info', i: path, vf: filter, vsync: 'passthrough', f: 'rawvideo' }),
      'pipe:1',
    ],
    onLine: (line) => {
      const base = /config in time_base: (\d+)\/(\d+)/.exec(line);
      if (base !== null) tick_us = (Number(base[1]) * 1e6) / Number(base[2]);
      const pts = /showinfo.* pts: *(-?\d+)/.exec(line)?.[1];
      if (pts !== undefined) pts_us.push(Math.round(Number(pts) * tick_us));
    },
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  await child.exited;
  const cells = Buffer.concat(pieces);
  return Array.from({ length: Math.floor(cells.length / (2 * bits)) }, (_, frame) => ({
    pts_us: pts_us[frame] ?? 0,
    number: readCells(cells.subarray(frame * 2 * bits, (frame + 1) * 2 * bits)),
  }));
};
