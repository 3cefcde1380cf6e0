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

/** The numbers in every frame of a file, in the order shown; undefined where one cannot be read. */
export const readNumbers = async (ffmpeg: Ffmpeg, path: string): Promise<(number | undefined)[]> => {
  const filter =
    `crop=${barcode_width_px}:${barcode_height_px}:0:ih-${barcode_height_px},` +
    `scale=${bits}:2:flags=area,format=gray`;
  const child = spawnFfmpeg({
    path: ffmpeg.path,
    args: [
      ...ffmpegOptions({ v: 'error', i: path, vf: filter, vsync: 'passthrough', f: 'rawvideo' }),
      'pipe:1',
    ],
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  await child.exited;
  const cells = Buffer.concat(pieces);
  return Array.from({ length: Math.floor(cells.length / (2 * bits)) }, (_, frame) =>
    readCells(cells.subarray(frame * 2 * bits, (frame + 1) * 2 * bits)),
  );
};
