import type { Words } from './dictionary.ts';
import type { platformsZh } from './platforms.zh.ts';

export const platformsEn: Words<typeof platformsZh> = {
  tab: 'Other platforms',
  title: 'Platforms that hand leads in',
  hint: 'Another platform signs with its secret and posts leads (photo, place, words) to these addresses; they are reviewed like all others. To send to a platform, add a signed webhook under Channels.',
  name: 'Name of the platform',
  address: 'Address',
  reports: 'Leads',
  heard: 'Last heard',
  add: 'Add',
  none: 'No other platform yet',
  secret_once: 'The secret of {{name}} (shown this once: copy it and hand it over)',
  renew: 'New secret',
  renew_ask: 'A new secret for “{{name}}”? The old one is refused at once.',
  remove: 'Remove',
  remove_ask: 'Take nothing more from “{{name}}”? Its leads stay.',
};
