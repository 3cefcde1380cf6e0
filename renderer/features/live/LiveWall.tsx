import type { StreamState } from '#common';
import { useTexts } from '../../app/i18n/index.ts';
import { LiveView } from './LiveView.tsx';

type Props = {
  streams: readonly StreamState[];
  chosen_id: string | undefined;
  onChoose: (stream_id: string) => void;
};

/** Every stream at once, in as square a grid as fits; a click on a name makes one the main picture. */
export const LiveWall = ({ streams, chosen_id, onChoose }: Props) => {
  const { t } = useTexts();
  const columns = Math.ceil(Math.sqrt(streams.length));
  return (
    <div className="live-wall" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {streams.map((stream) => (
        <div key={stream.id} className="live-tile" data-chosen={stream.id === chosen_id}>
          <LiveView stream={stream} />
          <button
            type="button"
            className="live-choose"
            aria-label={t('sight.choose', { name: stream.name })}
            onClick={() => onChoose(stream.id)}
          />
        </div>
      ))}
    </div>
  );
};
