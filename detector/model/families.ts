/** Output conventions of the common detector families; what each looks like is told at its decoder. */
export const families = [
  'yolov5',
  'yolov8',
  'end-to-end',
  'yolox',
  'rt-detr',
  'detr-logits',
  'detr-normalised',
  'nanodet',
] as const;
export type Family = (typeof families)[number];

/** One box in pixels of the network's input. */
export type Row = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
  readonly class_index: number;
};

export type NamedOutput = { readonly dims: readonly number[]; readonly data: ArrayLike<number> };

export type DecodeOptions = {
  readonly width_px: number;
  readonly height_px: number;
  readonly classes: number;
  /** Rows below it are left out. */
  readonly least_score: number;
  /** Of anchor-free families whose boxes come undecoded. */
  readonly strides: readonly number[];
};

/** Thrown with the reason when an output has another shape than its family says. */
export class OutputMismatch extends Error {}

type Decoder = (outputs: readonly NamedOutput[], options: DecodeOptions) => Row[];

const first = (outputs: readonly NamedOutput[], index = 0): NamedOutput => {
  const output = outputs[index];
  if (output === undefined) throw new OutputMismatch(`${index + 1} outputs are needed`);
  return output;
};

/** Rows and columns of [1, rows, columns]. */
const table = (output: NamedOutput, columns: number | undefined): { rows: number; columns: number } => {
  const [batch, rows, found] = output.dims;
  if (output.dims.length !== 3 || batch !== 1 || rows === undefined || found === undefined)
    throw new OutputMismatch(`[1, rows, ${columns ?? 'columns'}] is needed, not [${output.dims.join(', ')}]`);
  if (columns !== undefined && found !== columns)
    throw new OutputMismatch(`${columns} columns are needed, not ${found}`);
  return { rows, columns: found };
};

/** The likeliest class of one row. */
const best = (read: (index: number) => number, classes: number): { class_index: number; score: number } => {
  let [class_index, score] = [0, -Infinity];
  for (let index = 0; index < classes; index += 1) {
    const value = read(index);
    if (value > score) [class_index, score] = [index, value];
  }
  return { class_index, score };
};

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** [1, N, 5 + classes]: cx, cy, w, h in input pixels, objectness, class probabilities (also YOLOv6, YOLOv7). */
const yolov5: Decoder = (outputs, { classes, least_score }) => {
  const output = first(outputs);
  const { rows, columns } = table(output, 5 + classes);
  const at = (row: number, column: number) => output.data[row * columns + column] ?? NaN;
  return pick(rows, least_score, (row) => {
    const { class_index, score } = best((index) => at(row, 5 + index), classes);
    return {
      ...centred(at(row, 0), at(row, 1), at(row, 2), at(row, 3)),
      score: score * at(row, 4),
      class_index,
    };
  });
};

/** [1, 4 + classes, N]: cx, cy, w, h in input pixels, class probabilities (YOLOv8, v9, v11). */
const yolov8: Decoder = (outputs, { classes, least_score }) => {
  const output = first(outputs);
  const [batch, columns, rows] = output.dims;
  if (output.dims.length !== 3 || batch !== 1 || columns !== 4 + classes || rows === undefined)
    throw new OutputMismatch(`[1, ${4 + classes}, N] is needed, not [${output.dims.join(', ')}]`);
  const at = (row: number, column: number) => output.data[column * rows + row] ?? NaN;
  return pick(rows, least_score, (row) => ({
    ...centred(at(row, 0), at(row, 1), at(row, 2), at(row, 3)),
    ...best((index) => at(row, 4 + index), classes),
  }));
};

/** [1, N, 6]: left, top, right, bottom in input pixels, score, class; suppression is inside (YOLOv10, exports with NMS). */
const endToEnd: Decoder = (outputs, { least_score }) => {
  const output = first(outputs);
  const { rows, columns } = table(output, 6);
  const at = (row: number, column: number) => output.data[row * columns + column] ?? NaN;
  return pick(rows, least_score, (row) => ({
    ...cornered(at(row, 0), at(row, 1), at(row, 2), at(row, 3)),
    score: at(row, 4),
    class_index: at(row, 5),
  }));
};

/** [1, N, 5 + classes] as YOLOX exports it: centre as an offset in its cell, size as a logarithm, both in strides. */
const yolox: Decoder = (outputs, { classes, least_score, strides, width_px, height_px }) => {
  const output = first(outputs);
  const { rows, columns } = table(output, 5 + classes);
  const cells = grid(strides, width_px, height_px);
  if (cells.length !== rows) throw new OutputMismatch(`${cells.length} rows are needed, not ${rows}`);
  const at = (row: number, column: number) => output.data[row * columns + column] ?? NaN;
  return pick(rows, least_score, (row) => {
    const { class_index, score } = best((index) => at(row, 5 + index), classes);
    const [x = 0, y = 0, stride = 1] = cells[row] ?? [];
    return {
      ...centred(
        (at(row, 0) + x) * stride,
        (at(row, 1) + y) * stride,
        Math.exp(at(row, 2)) * stride,
        Math.exp(at(row, 3)) * stride,
      ),
      score: score * at(row, 4),
      class_index,
    };
  });
};

/** labels [1, N], boxes [1, N, 4] (corners in input pixels), scores [1, N]: RT-DETR and D-FINE with their post-processor. */
const rtDetr: Decoder = (outputs, { least_score }) => {
  const [labels, boxes, scores] = [first(outputs), first(outputs, 1), first(outputs, 2)];
  const { rows } = table(boxes, 4);
  if (labels.data.length !== rows || scores.data.length !== rows)
    throw new OutputMismatch(`${rows} labels and scores are needed`);
  const at = (row: number, column: number) => boxes.data[row * 4 + column] ?? NaN;
  return pick(rows, least_score, (row) => ({
    ...cornered(at(row, 0), at(row, 1), at(row, 2), at(row, 3)),
    score: scores.data[row] ?? NaN,
    class_index: Number(labels.data[row] ?? NaN),
  }));
};

/** logits [1, N, classes], boxes [1, N, 4] (cx, cy, w, h as shares of the input): DETR kinds without post-processor. */
const detrLogits: Decoder = (outputs, { classes, least_score, width_px, height_px }) => {
  const [logits, boxes] = [first(outputs), first(outputs, 1)];
  const { rows } = table(boxes, 4);
  const found = table(logits, classes);
  if (found.rows !== rows) throw new OutputMismatch(`${rows} rows of logits are needed, not ${found.rows}`);
  const at = (row: number, column: number) => boxes.data[row * 4 + column] ?? NaN;
  return pick(rows, least_score, (row) => {
    const { class_index, score } = best((index) => logits.data[row * classes + index] ?? NaN, classes);
    return {
      ...centred(
        at(row, 0) * width_px,
        at(row, 1) * height_px,
        at(row, 2) * width_px,
        at(row, 3) * height_px,
      ),
      score: sigmoid(score),
      class_index,
    };
  });
};

/** [1, N, 4 + classes]: cx, cy, w, h as shares of the input, class probabilities (RT-DETR of other exporters). */
const detrNormalised: Decoder = (outputs, { classes, least_score, width_px, height_px }) => {
  const output = first(outputs);
  const { rows, columns } = table(output, 4 + classes);
  const at = (row: number, column: number) => output.data[row * columns + column] ?? NaN;
  return pick(rows, least_score, (row) => ({
    ...centred(at(row, 0) * width_px, at(row, 1) * height_px, at(row, 2) * width_px, at(row, 3) * height_px),
    ...best((index) => at(row, 4 + index), classes),
  }));
};

/**
 * [1, N, classes + 4·bins]: class probabilities, then for left, top, right, bottom a distribution over
 * distances in strides, whose mean is the distance (generalised focal loss, Li et al. 2020).
 */
const nanodet: Decoder = (outputs, { classes, least_score, strides, width_px, height_px }) => {
  const output = first(outputs);
  const { rows, columns } = table(output, undefined);
  const bins = (columns - classes) / 4;
  if (!Number.isInteger(bins) || bins < 2)
    throw new OutputMismatch(`${columns} columns do not hold ${classes} classes and four distributions`);
  const cells = grid(strides, width_px, height_px);
  if (cells.length !== rows) throw new OutputMismatch(`${cells.length} rows are needed, not ${rows}`);
  const at = (row: number, column: number) => output.data[row * columns + column] ?? NaN;
  return pick(rows, least_score, (row) => {
    const [x = 0, y = 0, stride = 1] = cells[row] ?? [];
    const side = (index: number) =>
      stride * meanOf(Array.from({ length: bins }, (_, bin) => at(row, classes + index * bins + bin)));
    return {
      ...cornered(x * stride - side(0), y * stride - side(1), x * stride + side(2), y * stride + side(3)),
      ...best((index) => at(row, index), classes),
    };
  });
};

/** Mean of the softmax distribution over 0, 1, 2 … */
const meanOf = (logits: readonly number[]): number => {
  const highest = Math.max(...logits);
  const powers = logits.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.reduce((total, value, index) => total + value * index, 0) / sum;
};

/** Column, row and stride of every cell, level by level. */
const grid = (strides: readonly number[], width_px: number, height_px: number): [number, number, number][] =>
  strides.flatMap((stride) => {
    const [columns, rows] = [Math.ceil(width_px / stride), Math.ceil(height_px / stride)];
    return Array.from({ length: columns * rows }, (_, index): [number, number, number] => [
      index % columns,
      Math.floor(index / columns),
      stride,
    ]);
  });

type Place = Pick<Row, 'x' | 'y' | 'width' | 'height'>;
const centred = (x: number, y: number, width: number, height: number): Place => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
});
const cornered = (left: number, top: number, right: number, bottom: number): Place => ({
  x: left,
  y: top,
  width: right - left,
  height: bottom - top,
});

/** Rows that say something; NaN and infinities fall out. */
const pick = (rows: number, least_score: number, read: (row: number) => Row): Row[] => {
  const found: Row[] = [];
  for (let index = 0; index < rows; index += 1) {
    const row = read(index);
    const { x, y, width, height, score } = row;
    if (score >= least_score && Number.isFinite(x + y + width + height)) found.push(row);
  }
  return found;
};

const decoders: Readonly<Record<Family, Decoder>> = {
  yolov5,
  yolov8,
  'end-to-end': endToEnd,
  yolox,
  'rt-detr': rtDetr,
  'detr-logits': detrLogits,
  'detr-normalised': detrNormalised,
  nanodet,
};

/** Boxes of one run. Throws OutputMismatch with the reason when the outputs are not of that family. */
export const decode = (family: Family, outputs: readonly NamedOutput[], options: DecodeOptions): Row[] =>
  decoders[family](outputs, options);
