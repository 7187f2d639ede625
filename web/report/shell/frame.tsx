import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Palette } from '../palette/palette.tsx';
import { useNavigation } from '../place/navigation.tsx';
import { Help } from './help.tsx';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';
import { useShortcuts } from './shortcuts.ts';
import { TopLine } from './top-line.tsx';

/** What stands around every page. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const [narrow, setNarrow] = useState(false);
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const openHelp = useCallback(() => setHelp(true), []);
  const openPalette = useCallback(() => setPalette(true), []);
  useShortcuts(openHelp, openPalette);
  const main = useRef<HTMLElement>(null);
  const page = useNavigation().place.path.join('/');
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    main.current?.scrollTo(0, 0);
    document.querySelector<HTMLElement>('#lead')?.focus();
  }, [page]);
  return (
    <div className={classes['frame']}>
      <a
        className={classes['skip']}
        href="#main"
        data-screen-only
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <Rail narrow={narrow} onNarrow={setNarrow} onHelp={openHelp} />
      <div className={classes['body']}>
        <TopLine onPalette={openPalette} />
        <main ref={main} id="main" className={classes['main']} tabIndex={-1}>
          {children}
        </main>
      </div>
      <Help opened={help} onClose={() => setHelp(false)} />
      <Palette opened={palette} onClose={() => setPalette(false)} />
    </div>
  );
}
