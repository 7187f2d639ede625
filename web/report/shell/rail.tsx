import { LoadLine } from '../../mark/load-line.tsx';
import { PlaceLink, useNavigation } from '../place/navigation.tsx';
import type { Query } from '../place/place.ts';
import { isUnder, type PageEntry } from './page-entry.ts';
import classes from './shell.module.css';

interface RailProps {
  readonly pages: readonly PageEntry[];
  readonly kept: (query: Query) => Query;
  readonly narrow: boolean;
  readonly onNarrow: (narrow: boolean) => void;
  readonly onHelp: () => void;
}

export function Rail({ pages, kept, narrow, onNarrow, onHelp }: RailProps) {
  const { place } = useNavigation();
  return (
    <nav className={classes['rail']} aria-label="Pages" data-narrow={narrow || undefined} data-screen-only>
      <PlaceLink path={[]} query={kept(place.query)} className={classes['brand']}>
        <LoadLine size={20} score={emblem} />
        <span className={classes['word']}>Plimsoll</span>
      </PlaceLink>
      <ul>
        {pages.map((page) => (
          <li key={page.name}>
            <PlaceLink
              path={page.path}
              query={kept(place.query)}
              className={classes['page']}
              current={isUnder(page, place.path)}
              title={`${page.name} (g ${page.key})`}
            >
              <svg
                width="16"
                height="16"
                viewBox="0 0 16 16"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.25"
                aria-hidden
              >
                {page.icon}
              </svg>
              <span className={classes['word']}>{page.name}</span>
              <kbd className={classes['key']} aria-hidden>
                g {page.key}
              </kbd>
            </PlaceLink>
          </li>
        ))}
      </ul>
      <div className={classes['railFoot']}>
        <button type="button" onClick={onHelp} title="Keyboard help (?)">
          <kbd aria-hidden>?</kbd>
          <span className={classes['word']}>Keyboard</span>
        </button>
        <button type="button" onClick={() => onNarrow(!narrow)} aria-expanded={!narrow}>
          <kbd aria-hidden>{narrow ? '»' : '«'}</kbd>
          <span className={classes['word']}>{narrow ? 'Widen' : 'Narrow'}</span>
        </button>
      </div>
    </nav>
  );
}

const emblem = { lo: 50, hi: 50, coverage: 1 };
