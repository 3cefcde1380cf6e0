import type { ReactNode } from 'react';
import { LanguageButton } from '../../app/Header.tsx';
import { useTexts } from '../../app/i18n/index.ts';
import { Logo } from '../../ui/Logo.tsx';

/** The card that stands alone on the page before anybody is signed in. */
export const EntryCard = ({ hint, children }: { hint: string; children: ReactNode }) => {
  const { t } = useTexts();
  return (
    <main className="entry">
      <div className="entry-card panel">
        <div className="entry-brand">
          <Logo />
          {t('app.full')}
        </div>
        <p className="entry-hint">{hint}</p>
        {children}
        <div className="entry-foot">
          <LanguageButton />
        </div>
      </div>
    </main>
  );
};
