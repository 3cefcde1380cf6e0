import { t } from './texts.ts';

/** A link that opens nothing, and what to do. */
export const Wrong = () => (
  <main className="centre">
    <img src="./icon.svg" alt="" width="72" height="72" />
    <h1>{t('link_wrong')}</h1>
    <p>{t('link_wrong_hint')}</p>
  </main>
);
