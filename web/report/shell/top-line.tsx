import { useMantineColorScheme } from '@mantine/core';
import type { ReportCluster } from '../../../src/report/schema.ts';
import { FacetPicker } from '../findings/facet-picker.tsx';
import { useModel } from '../model/context.tsx';
import { useNavigation } from '../place/navigation.tsx';
import { counted } from '../words/number.ts';
import { Time } from '../words/words.tsx';
import { hasScope } from './pages.tsx';
import classes from './shell.module.css';

const schemes = ['auto', 'light', 'dark'] as const;

/** Scope, time, palette and scheme: what is the same on every page. */
export function TopLine({ onPalette }: { readonly onPalette: () => void }) {
  const { report } = useModel();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = schemes[(schemes.indexOf(colorScheme) + 1) % schemes.length] ?? 'auto';
  return (
    <header className={classes['top']}>
      <div className={classes['scope']}>
        <Scope clusters={report.clusters} />
        {report.run.filters.map((filter) => (
          <span key={filter} className={classes['filtered']} title="This run was filtered">
            {filter}
          </span>
        ))}
      </div>
      <div className={classes['topEnd']}>
        <span className={classes['confidential']}>Confidential</span>
        <span className={classes['read']}>
          read <Time time={report.run.endedAt} />
        </span>
        <button type="button" className={classes['palette']} onClick={onPalette} data-screen-only>
          Go to… <kbd>Ctrl K</kbd>
        </button>
        <button
          type="button"
          className={classes['scheme']}
          onClick={() => setColorScheme(next)}
          title={`Colours: ${colorScheme}. Change to ${next}.`}
          aria-label={`Colours: ${colorScheme}. Change to ${next}.`}
          data-screen-only
        >
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden>
            <circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.25" />
            {colorScheme === 'light' ? null : (
              <path
                d={
                  colorScheme === 'dark'
                    ? 'M7 1.5a5.5 5.5 0 0 1 0 11 5.5 5.5 0 0 1 0-11Z'
                    : 'M7 1.5a5.5 5.5 0 0 1 0 11Z'
                }
                fill="currentColor"
              />
            )}
          </svg>
        </button>
      </div>
    </header>
  );
}

/** What the page is about; a choice where the page can be narrowed. */
function Scope({ clusters }: { readonly clusters: readonly ReportCluster[] }) {
  const { place } = useNavigation();
  const [only] = clusters;
  if (!only) return null;
  const choice = hasScope(place.path);
  const all = counted(clusters.length, 'cluster');
  return (
    <>
      {clusters.length > 1 && choice ? (
        <FacetPicker facet="cluster" all={all} />
      ) : (
        <strong className={classes['clusterName']} title={only.name}>
          {clusters.length > 1 ? all : only.name}
        </strong>
      )}
      {choice ? <FacetPicker facet="namespace" all="every namespace" /> : null}
    </>
  );
}
