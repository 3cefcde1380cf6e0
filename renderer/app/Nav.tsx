import type { Person } from '#common';
import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTexts } from './i18n/index.ts';
import { type PageName, pagesFor } from './pages.ts';
import { formatHash } from './router.ts';
import { goTo } from './use-route.ts';

type Props = { me: Person; page: PageName; mark: (name: PageName) => ReactNode };

/** The menu. What a narrow screen does not hold is in the list behind the dots, not out of reach. */
export const Nav = ({ me, page, mark }: Props) => {
  const { t } = useTexts();
  const holder = useRef<HTMLElement>(null);
  const [beyond, setBeyond] = useState<readonly PageName[]>([]);
  const names = pagesFor(me.roles);
  useEffect(() => {
    const nav = holder.current;
    if (nav === null) return undefined;
    const look = (): void => {
      const { left, right } = nav.getBoundingClientRect();
      const cut = [...nav.querySelectorAll('a')].flatMap((link) => {
        const at = link.getBoundingClientRect();
        const name = pagesFor(me.roles).find((each) => each === link.dataset['page']);
        return name !== undefined && (at.right > right + 1 || at.left < left - 1) ? [name] : [];
      });
      setBeyond((before) => (before.join() === cut.join() ? before : cut));
    };
    const watch = new ResizeObserver(look);
    watch.observe(nav);
    for (const link of nav.querySelectorAll('a')) watch.observe(link);
    nav.addEventListener('scroll', look, { passive: true });
    nav.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    look();
    return () => {
      watch.disconnect();
      nav.removeEventListener('scroll', look);
    };
  }, [me.roles, page]);
  return (
    <>
      <nav ref={holder} className={beyond.length > 0 ? 'nav nav-cut' : 'nav'} aria-label={t('menu.main')}>
        {names.map((name) => (
          <a
            key={name}
            data-page={name}
            href={formatHash([name])}
            aria-current={name === page ? 'page' : undefined}
          >
            {t(`menu.${name}`)}
            {mark(name)}
          </a>
        ))}
      </nav>
      {beyond.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: beyond.map((name) => ({ key: name, label: t(`menu.${name}`) })),
            onClick: ({ key }) => goTo([key]),
          }}
        >
          <Button type="text" icon={<MoreOutlined />} aria-label={t('menu.more')} title={t('menu.more')} />
        </Dropdown>
      )}
    </>
  );
};
