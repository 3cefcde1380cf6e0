/** Words of looking at the recording again. */
export const replayZh = {
  title: '回看最近 10 分钟',
  open: '暂停并回看最近 10 分钟',
  mark: '回看',
  live: '回到实时',
  ago: '{{age}}前',
  hole: '此段没有录像',
  link: '到达抖动 {{jitter}} ms · 时刻误差 ±{{error}} ms',
  sender_clock: '发送端时钟与本站相差 {{offset}} s',
  disk_low: '磁盘将满：剩余 {{free}} GiB',
  disk_short: '磁盘不足：剩余 {{free}} GiB，最旧的录像正在让出空间',
  disk_full: '磁盘已满，录像暂停',
  float: '悬浮小窗',
  full_screen: '全屏',
};
