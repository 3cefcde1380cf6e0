/** CRC-16/MCRF4XX, the checksum of MAVLink (“X.25” in its documents), by table. */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  return crc;
});

/** Of bytes[from, to), followed by the message's own CRC_EXTRA byte. */
export const frameChecksum = (bytes: Uint8Array, from: number, to: number, crc_extra: number): number => {
  let crc = 0xffff;
  for (let at = from; at < to; at += 1) {
    crc = (crc >> 8) ^ (table[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  }
  return (crc >> 8) ^ (table[(crc ^ crc_extra) & 0xff] ?? 0);
};
