// Which aircraft carries a stream's camera, and what camera it is; null where nobody said.
export const streamMounts = {
  version: 140,
  name: 'what carries the camera of a stream',
  sql: `alter table streams add column mount text check (mount is null or json_valid(mount));`,
};
