import { t } from './texts.ts';
import { useAsk } from './use-ask.ts';

/** One touch to whoever answers for the enterprise at this site. */
export const CallEnterprise = ({ site_id }: { site_id: string | null }) => {
  const contact = useAsk('sites.contact', { site_id: site_id ?? '' }, site_id !== null)?.contact ?? null;
  if (contact === null) return null;
  return (
    <a className="button" href={`tel:${contact.phone}`}>
      {t('call')} {contact.name} {contact.phone}
    </a>
  );
};
