/** Pixels in memory: three bytes each (`rgb24`), or planes Y, U, V with halved chroma (`yuv420p`). */
export type Picture = RgbPicture | YuvPicture;

export type RgbPicture = {
  readonly format: 'rgb24';
  readonly width_px: number;
  readonly height_px: number;
  readonly data: Uint8Array;
};

export type YuvPicture = {
  readonly format: 'yuv420p';
  readonly width_px: number;
  readonly height_px: number;
  readonly data: Uint8Array;
  readonly colour: Colour;
};

/** Which YUV it is: matrix of ITU-R BT.601 or BT.709, limited (16–235) or full range. */
export type Colour = { readonly matrix: 'bt601' | 'bt709'; readonly full_range: boolean };

/** Bytes of one yuv420p picture; odd sizes round chroma up, as ffmpeg lays it out. */
export const yuvBytes = (width_px: number, height_px: number): number =>
  width_px * height_px + 2 * ((width_px + 1) >> 1) * ((height_px + 1) >> 1);

/** R = y·scale + r_v·V, G = y·scale + g_u·U + g_v·V, B = y·scale + b_u·U with centred Y, U, V (ITU-R BT.601/709). */
export const yuvCoefficients = ({ matrix, full_range }: Colour) => {
  const [kr, kb] = matrix === 'bt709' ? [0.2126, 0.0722] : [0.299, 0.114];
  const kg = 1 - kr - kb;
  const chroma = full_range ? 1 : 255 / 224;
  return {
    offset: full_range ? 0 : 16,
    scale: full_range ? 1 : 255 / 219,
    r_v: 2 * (1 - kr) * chroma,
    g_u: (-2 * kb * (1 - kb) * chroma) / kg,
    g_v: (-2 * kr * (1 - kr) * chroma) / kg,
    b_u: 2 * (1 - kb) * chroma,
  };
};

/** A new picture in RGB; the same one when it is RGB already. About 15 ms for 1920×1080: for stills, not for every frame. */
export const toRgb = (picture: Picture): RgbPicture => {
  if (picture.format === 'rgb24') return picture;
  const { width_px, height_px, data: source } = picture;
  const { offset, scale, r_v, g_u, g_v, b_u } = yuvCoefficients(picture.colour);
  const chroma_width = (width_px + 1) >> 1;
  const u_start = width_px * height_px;
  const v_start = u_start + chroma_width * ((height_px + 1) >> 1);
  const data = new Uint8ClampedArray(width_px * height_px * 3);
  let to = 0;
  for (let row = 0; row < height_px; row += 1) {
    const chroma_row = (row >> 1) * chroma_width;
    for (let column = 0; column < width_px; column += 1) {
      const luma = ((source[row * width_px + column] ?? 0) - offset) * scale;
      const u = (source[u_start + chroma_row + (column >> 1)] ?? 0) - 128;
      const v = (source[v_start + chroma_row + (column >> 1)] ?? 0) - 128;
      data[to] = luma + r_v * v;
      data[to + 1] = luma + g_u * u + g_v * v;
      data[to + 2] = luma + b_u * u;
      to += 3;
    }
  }
  return { format: 'rgb24', width_px, height_px, data: new Uint8Array(data.buffer) };
};
