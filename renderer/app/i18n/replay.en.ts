/** Words of looking at the recording again. */
export const replayEn = {
  title: 'The last 10 minutes again',
  open: 'Pause and look at the last 10 minutes',
  mark: 'Recording',
  live: 'Back to live',
  ago: '{{age}} ago',
  hole: 'Nothing is recorded here',
  link: 'arrival jitter {{jitter}} ms · time error ±{{error}} ms',
  sender_clock: 'the sender’s clock is {{offset}} s from the station’s',
  disk_low: 'The disk is filling up: {{free}} GiB left',
  disk_short: 'The disk is short: {{free}} GiB left; the oldest recordings make room',
  disk_full: 'The disk is full; recording is paused',
  float: 'Floating window',
  full_screen: 'Full screen',
};
