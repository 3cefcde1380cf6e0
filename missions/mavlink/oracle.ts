import { readFile } from 'node:fs/promises';
import { ardupilotmega, common, MavLinkProtocolV1, MavLinkProtocolV2, minimal, standard } from 'node-mavlink';
import { x25crc } from 'mavlink-mappings';

/** A record of a tlog as node-mavlink decodes it, fields by their names in the XML. */
export type OracleRecord = {
  readonly utc_us: number;
  readonly system_id: number;
  readonly component_id: number;
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

const registry = { ...minimal.REGISTRY, ...standard.REGISTRY, ...common.REGISTRY, ...ardupilotmega.REGISTRY };

/**
 * Reads a clean tlog by node-mavlink's own protocol classes and by nothing of ours: the independent
 * decode our parser is measured against. Throws on anything but whole frames with right checksums.
 */
export const oracleRecords = async (path: string): Promise<OracleRecord[]> => {
  const bytes = await readFile(path);
  const records: OracleRecord[] = [];
  for (let at = 0; at < bytes.length;) {
    const utc_us = Number(bytes.readBigUInt64BE(at));
    const start = at + 8;
    const v1 = bytes[start] === MavLinkProtocolV1.START_BYTE;
    const protocol = v1 ? new MavLinkProtocolV1() : new MavLinkProtocolV2();
    const offset = v1 ? MavLinkProtocolV1.PAYLOAD_OFFSET : MavLinkProtocolV2.PAYLOAD_OFFSET;
    const header = protocol.header(bytes.subarray(start), BigInt(0));
    const signed = !v1 && (header.incompatibilityFlags & 1) !== 0;
    const length = offset + header.payloadLength + 2 + (signed ? 13 : 0);
    const frame = bytes.subarray(start, start + length);
    const Class = Object.values(registry).find(({ MSG_ID }) => MSG_ID === header.msgid);
    if (Class === undefined)
      throw new Error(`node-mavlink does not know message ${header.msgid} at ${start}`);
    const crc = x25crc(frame, 1, signed ? 15 : 2, Class.MAGIC_NUMBER);
    if (crc !== frame.readUInt16LE(offset + header.payloadLength))
      throw new Error(`bad checksum at ${start}`);
    const payload = Buffer.alloc(255);
    frame.copy(payload, 0, offset, offset + header.payloadLength);
    const data = protocol.data(payload, Class);
    const fields: Record<string, unknown> = {};
    for (const { name, source } of Class.FIELDS) fields[source] = Reflect.get(data, name);
    records.push({
      utc_us,
      system_id: header.sysid,
      component_id: header.compid,
      name: Class.MSG_NAME,
      fields,
    });
    at = start + length;
  }
  return records;
};
