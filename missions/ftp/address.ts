/** A file aboard: where it lies, and which component serves it. */
export type FileAboard = { readonly path: string; readonly component_id: number };

/** What fits a frame with room to spare. */
const MOST_PATH_BYTES = 200;
const pattern = /^(?:mftp|mavlinkftp):\/\/(?:\[?;comp=(\d{1,3})\]?)?(.+)$/i;

/**
 * A MAVLink FTP address as CAMERA_IMAGE_CAPTURED gives it: `mftp://[;comp=ID]PATH`, the part in brackets with or
 * without them, or left out where the sender itself serves the file. Null for any other address: nothing is fetched
 * from elsewhere. https://mavlink.io/en/services/ftp.html
 */
export const parseFtpAddress = (url: string, sender_component_id: number): FileAboard | null => {
  const [, component, path = ''] = pattern.exec(url) ?? [];
  const component_id = component === undefined ? sender_component_id : Number(component);
  if (component_id < 1 || component_id > 255 || !isPathAboard(path)) return null;
  return { path, component_id };
};

/** A path that a vehicle may be asked for. It is never a path here. */
export const isPathAboard = (path: string): boolean =>
  path !== '' && !/\p{Cc}/u.test(path) && new TextEncoder().encode(path).length <= MOST_PATH_BYTES;
