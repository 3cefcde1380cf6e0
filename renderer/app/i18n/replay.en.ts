/** Words of looking at the recording again. */
export const replayEn = {
  title: 'The last 10 minutes again',
  open: 'Pause and look at the last 10 minutes',
  mark: 'Recording',
  live: 'Back to live',
  ago: '{{age}} ago',
  hole: 'Nothing is recorded here',
  link: 'arrival jitter {{jitter}} ms · time error ±{{error}} ms',
  float: 'Floating window',
  full_screen: 'Full screen',
};
