export { LiveTranscoder } from './live-transcoder.ts';
