import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { PaletteEntry } from '../palette/entries.ts';
import { Palette } from '../palette/palette.tsx';
import { useNavigation } from '../place/navigation.tsx';
import type { Query } from '../place/place.ts';
import { Help } from './help.tsx';
import type { PageEntry } from './page-entry.ts';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';
import { useShortcuts } from './shortcuts.ts';
import { TopLine } from './top-line.tsx';

interface FrameProps {
  readonly pages: readonly PageEntry[];
  /** What of the address stays when a person goes to another page. */
  readonly kept: (query: Query) => Query;
  /** What the page is about, at the start of the top line. */
  readonly scope: ReactNode;
  /** When the clusters were read. */
  readonly readAt: string;
  /** Everything that the palette finds, and what kinds that are. */
  readonly entries: () => readonly PaletteEntry[];
  readonly find: string;
  readonly children: ReactNode;
}

/** What stands around every page. */
export function Frame({ pages, kept, scope, readAt, entries, find, children }: FrameProps) {
  const [narrow, setNarrow] = useState(() => window.matchMedia('(width < 760px)').matches);
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const openHelp = useCallback(() => setHelp(true), []);
  const openPalette = useCallback(() => setPalette(true), []);
  useShortcuts({ pages, kept, onHelp: openHelp, onPalette: openPalette });
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
      <Rail pages={pages} kept={kept} narrow={narrow} onNarrow={setNarrow} onHelp={openHelp} />
      <div className={classes['body']}>
        <TopLine scope={scope} readAt={readAt} onPalette={openPalette} />
        <main ref={main} id="main" className={classes['main']} tabIndex={-1}>
          {children}
        </main>
      </div>
      <Help pages={pages} find={find} opened={help} onClose={() => setHelp(false)} />
      <Palette entries={entries} find={find} opened={palette} onClose={() => setPalette(false)} />
    </div>
  );
}
