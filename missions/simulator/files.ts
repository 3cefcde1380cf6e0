import type { Outgoing } from '../mavlink/index.ts';
import { ftpCrc32 } from '../ftp/checksum.ts';
import { decodeFtp, encodeFtp, FTP_DATA_BYTES, ftpError, type FtpFrame, ftpOpcode } from '../ftp/frame.ts';
import type { Peer } from './mission-store.ts';

const SESSION = 1;
/** What a file of unknown size is said to have: ArduPilot says a megabyte. */
const UNKNOWN_BYTES = 1024 * 1024;
/** About what ArduPilot sends at once over a radio. */
const BURST_PIECES = 40;

export type FilesAboard = {
  /** By their whole paths; folders are what these paths lie in. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Made when it is opened, so its size is not known before. */
  readonly packed: () => Uint8Array | null;
  /** False: it knows only single pieces. */
  readonly bursts?: boolean | undefined;
};

/** The one file that is open. */
export type OpenFile = Uint8Array | null;
export type FileStep = { readonly open: OpenFile; readonly replies: readonly Outgoing[] };

type Part = { readonly error: number } | Partial<FtpFrame>;

const PACKED = '@PARAM/param.pck';
const uint32 = (value: number): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, true);
  return new Uint8Array(view.buffer);
};

/** An autopilot's MAVLink FTP server with one session: lists, opens, reads, bursts and reckons checksums. */
export const serveFiles = (
  open: OpenFile,
  payload: readonly number[],
  from: Peer,
  aboard: FilesAboard,
): FileStep => {
  const frame = decodeFtp(payload);
  if (frame === null) return { open, replies: [] };
  const said = (part: Part, further = 1): Outgoing => {
    const answer =
      'error' in part
        ? { opcode: ftpOpcode.nak, data: Uint8Array.of(part.error) }
        : { opcode: ftpOpcode.ack, ...part };
    return {
      name: 'FILE_TRANSFER_PROTOCOL',
      target_system: from.system_id,
      target_component: from.component_id,
      payload: encodeFtp({
        session: frame.session,
        offset: frame.offset,
        ...answer,
        sequence: frame.sequence + further,
        answers: frame.opcode,
      }),
    };
  };
  const reply = (part: Part, after: OpenFile = open): FileStep => ({ open: after, replies: [said(part)] });
  const path = new TextDecoder().decode(frame.data);
  switch (frame.opcode) {
    case ftpOpcode.reset_sessions:
    case ftpOpcode.terminate_session:
      return reply({}, null);
    case ftpOpcode.open_file_ro: {
      const file = path === PACKED ? aboard.packed() : (aboard.files.get(path) ?? null);
      if (file === null) return reply({ error: ftpError.file_not_found });
      return reply({ session: SESSION, data: uint32(path === PACKED ? UNKNOWN_BYTES : file.length) }, file);
    }
    case ftpOpcode.read_file:
      if (open === null || frame.session !== SESSION) return reply({ error: ftpError.invalid_session });
      if (frame.offset >= open.length) return reply({ error: ftpError.eof });
      return reply({ data: pieceOf(open, frame.offset, frame.size) });
    case ftpOpcode.burst_read_file: {
      if (aboard.bursts === false) return reply({ error: ftpError.unknown_command });
      if (open === null || frame.session !== SESSION) return reply({ error: ftpError.invalid_session });
      if (frame.offset >= open.length) return reply({ error: ftpError.eof });
      return { open, replies: burst(open, frame).map((part, index) => said(part, index + 1)) };
    }
    case ftpOpcode.list_directory: {
      const entries = listing(aboard.files, path);
      if (entries === null) return reply({ error: ftpError.file_not_found });
      if (frame.offset >= entries.length) return reply({ error: ftpError.eof });
      return reply({ data: fitting(entries.slice(frame.offset)) });
    }
    case ftpOpcode.calc_file_crc32: {
      const file = aboard.files.get(path);
      return reply(
        file === undefined ? { error: ftpError.file_not_found } : { data: uint32(ftpCrc32(file)) },
      );
    }
    default:
      return reply({ error: ftpError.unknown_command });
  }
};

const pieceOf = (file: Uint8Array, offset: number, size: number): Uint8Array =>
  file.subarray(offset, offset + Math.min(size, FTP_DATA_BYTES));

const burst = (file: Uint8Array, { offset, size }: FtpFrame): Partial<FtpFrame>[] => {
  const parts: Partial<FtpFrame>[] = [];
  for (let at = offset; at < file.length && parts.length < BURST_PIECES;) {
    const data = pieceOf(file, at, size);
    parts.push({ offset: at, data });
    at += data.length;
  }
  return parts.map((part, index) => ({ ...part, burst_complete: index === parts.length - 1 }));
};

/** As the protocol writes them; null for a folder that is not there. */
const listing = (files: FilesAboard['files'], folder: string): string[] | null => {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  const inside = [...files].filter(([path]) => path.startsWith(prefix));
  if (inside.length === 0) return null;
  const entries = inside.map(([path, bytes]) => {
    const [name = '', ...deeper] = path.slice(prefix.length).split('/');
    return deeper.length > 0 ? `D${name}` : `F${name}\t${bytes.length}`;
  });
  return [...new Set(entries)];
};

/** As many entries as one frame holds. */
const fitting = (entries: readonly string[]): Uint8Array => {
  const encoder = new TextEncoder();
  let text = '';
  for (const entry of entries) {
    const longer = `${text}${entry}\0`;
    if (encoder.encode(longer).length > FTP_DATA_BYTES) break;
    text = longer;
  }
  return encoder.encode(text);
};
