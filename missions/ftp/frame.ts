/** MAVLink FTP's own frame inside FILE_TRANSFER_PROTOCOL: 12 bytes of header and at most 239 of data. */
export const FTP_DATA_BYTES = 239;
const HEADER_BYTES = 12;
const PAYLOAD_BYTES = HEADER_BYTES + FTP_DATA_BYTES;

export const ftpOpcode = {
  none: 0,
  terminate_session: 1,
  reset_sessions: 2,
  list_directory: 3,
  open_file_ro: 4,
  read_file: 5,
  calc_file_crc32: 14,
  burst_read_file: 15,
  ack: 128,
  nak: 129,
} as const;

/** First byte of a NAK. */
export const ftpError = {
  fail: 1,
  fail_errno: 2,
  invalid_session: 4,
  eof: 6,
  unknown_command: 7,
  file_not_found: 10,
} as const;

export type FtpFrame = {
  readonly sequence: number;
  readonly session: number;
  readonly opcode: number;
  /** In an answer: what it answers. */
  readonly answers: number;
  readonly offset: number;
  readonly data: Uint8Array;
  /** In a request to read: how much; else the length of `data`. */
  readonly size: number;
  /** The last piece of a burst. */
  readonly burst_complete: boolean;
};

export const encodeFtp = (frame: Partial<FtpFrame> & Pick<FtpFrame, 'opcode' | 'sequence'>): number[] => {
  const { data = new Uint8Array(), session = 0, answers = 0, offset = 0 } = frame;
  const view = new DataView(new ArrayBuffer(PAYLOAD_BYTES));
  view.setUint16(0, frame.sequence & 0xffff, true);
  view.setUint8(2, session);
  view.setUint8(3, frame.opcode);
  view.setUint8(4, frame.size ?? data.length);
  view.setUint8(5, answers);
  view.setUint8(6, frame.burst_complete === true ? 1 : 0);
  view.setUint32(8, offset, true);
  const bytes = new Uint8Array(view.buffer);
  bytes.set(data.subarray(0, FTP_DATA_BYTES), HEADER_BYTES);
  return [...bytes];
};

/** Null where the length it states is longer than a frame. */
export const decodeFtp = (payload: readonly number[]): FtpFrame | null => {
  const bytes = Uint8Array.from(payload);
  if (bytes.length < HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer);
  const size = view.getUint8(4);
  const opcode = view.getUint8(3);
  const answer = opcode === ftpOpcode.ack || opcode === ftpOpcode.nak;
  if (answer && size > bytes.length - HEADER_BYTES) return null;
  return {
    sequence: view.getUint16(0, true),
    session: view.getUint8(2),
    opcode,
    size,
    answers: view.getUint8(5),
    burst_complete: view.getUint8(6) !== 0,
    offset: view.getUint32(8, true),
    data: bytes.subarray(HEADER_BYTES, Math.min(HEADER_BYTES + size, bytes.length)),
  };
};

export const isAnswer = ({ opcode }: FtpFrame): boolean =>
  opcode === ftpOpcode.ack || opcode === ftpOpcode.nak;

/** How far `sequence` lies after `base`, −32,768 … 32,767: sequence numbers go round. */
export const sequenceAfter = (sequence: number, base: number): number =>
  ((sequence - base + 0x8000) & 0xffff) - 0x8000;

/** Four bytes, least first: the size in the answer to an opening, a checksum. */
export const uint32Of = (data: Uint8Array): number | null =>
  data.length < 4 ? null : new DataView(data.buffer, data.byteOffset).getUint32(0, true);
