export const signalEn = {
  title: 'Signal',
  of: 'Which signal',
  telemetry: 'Telemetry',
  map: 'Signal map: picture and telemetry along the way',
  quality_good: 'good',
  quality_weak: 'unsteady',
  quality_lost: 'lost',
  poor: 'Stretches with a poor signal',
  all_good: 'The signal was good all the way',
  worst: 'The worst of this stretch',
  none: 'No signal was recorded on this flight',
  none_hint:
    'It is recorded every second along the way; flights of earlier versions and flights without a position have none.',
  picture_figures: 'at worst {{bitrate}} Mbit/s · {{fps}} fps · jitter {{jitter}} ms · {{height}} m up',
  lost_figures: 'nothing came in here · {{height}} m up',
  telemetry_figures: 'at worst {{loss}}% lost · {{rtt}} ms there and back · {{height}} m up',
};
