export { benchHeartbeat } from './heartbeat.ts';
export { benchMavlink } from './mavlink.ts';
export { benchReplay } from './replay.ts';
export { benchRouter } from './router.ts';
export { benchDownload, benchUpload } from './upload.ts';
