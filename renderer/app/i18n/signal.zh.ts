/** Words of the signal along a flight. */
export const signalZh = {
  title: '信号图',
  of: '查看哪一路信号',
  telemetry: '数传',
  map: '信号图：沿航迹的图传与数传质量',
  quality_good: '良好',
  quality_weak: '不稳',
  quality_lost: '中断',
  poor: '信号差的航段',
  all_good: '全程信号良好',
  worst: '此段最差处',
  none: '此架次没有信号记录',
  none_hint: '信号沿航迹逐秒记录；更早版本的架次，以及没有定位的架次，没有这项记录。',
  picture_figures: '最差处 {{bitrate}} Mbit/s · {{fps}} fps · 抖动 {{jitter}} ms · 高 {{height}} m',
  lost_figures: '此处没有信号 · 高 {{height}} m',
  telemetry_figures: '最差处 丢包 {{loss}}% · 往返 {{rtt}} ms · 高 {{height}} m',
};
