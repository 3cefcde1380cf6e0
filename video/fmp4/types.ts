/** What a player or decoder needs before the first fragment: ftyp + moov, verbatim. */
export type Init = {
  /** RFC 6381, e.g. `avc1.640028` or `hvc1.1.6.L93.B0`. */
  readonly codec: string;
  readonly width_px: number;
  readonly height_px: number;
  /** Ticks per second of the video track. */
  readonly timescale: number;
  readonly data: Uint8Array;
};

export type Frame = {
  /** When the frame is shown. */
  readonly pts_us: number;
  /** When the frame is decoded; never later than `pts_us` in ffmpeg's output. */
  readonly dts_us: number;
  readonly key: boolean;
  /** Encoded bytes. */
  readonly size: number;
};

/** One moof + mdat, verbatim in `data`; its frames stand in decode order. */
export type Fragment = {
  /** Of the first frame in decode order. */
  readonly pts_us: number;
  readonly dts_us: number;
  /** Sum of the frames' durations, as written by the muxer. */
  readonly duration_us: number;
  /** The first frame can be decoded without any other. */
  readonly key: boolean;
  readonly frames: readonly Frame[];
  readonly data: Uint8Array;
  /** What the muxer wrote beside it as the time it was produced (`prft`), UTC; see SenderClock. */
  readonly produced_utc_us?: number;
};

/** What a recorded file says of itself, so that it can be read without a database. */
export type Anchor = {
  readonly stream_id: string;
  readonly epoch: number;
  /** Counts the files of one recorder. */
  readonly segment: number;
  readonly first_pts_us: number;
  /** UTC of `first_pts_us`. */
  readonly utc_us: number;
  /** Worst-case error of `utc_us`. */
  readonly error_us: number;
  /** What the sender's own clock showed at `first_pts_us`, where it told. */
  readonly sender_utc_us?: number | undefined;
};

/** One whole thing of the byte stream; `at_byte` counts from the first byte pushed. */
export type Fmp4Part = { readonly at_byte: number; readonly bytes: number } & (
  | { readonly kind: 'init'; readonly init: Init }
  | { readonly kind: 'fragment'; readonly fragment: Fragment }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
);
