/** Words of looking at the recording again. */
export const replayZh = {
  title: '回看最近 10 分钟',
  open: '暂停并回看最近 10 分钟',
  mark: '回看',
  live: '回到实时',
  ago: '{{age}}前',
  hole: '此段没有录像',
  link: '到达抖动 {{jitter}} ms · 时刻误差 ±{{error}} ms',
  float: '悬浮小窗',
  full_screen: '全屏',
};
