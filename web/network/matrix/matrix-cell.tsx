import type { NetworkMapPair } from '../../../src/network/map-schema.ts';
import signs from '../../report/signs/signs.module.css';
import { count } from '../../report/words/number.ts';
import classes from './matrix.module.css';
import { stateOf } from './matrix-parts.ts';

interface MatrixCellProps {
  readonly pair: NetworkMapPair | undefined;
  /** The state that the address shows alone. */
  readonly kind: string | undefined;
}

/** How many pairs of pods of two parts connect. */
export function MatrixCell({ pair, kind }: MatrixCellProps) {
  if (pair === undefined || pair.pairs === 0) return <Blank words="no pods" />;
  const { source, destination, connected, unisolated, unknown, pairs } = pair;
  const state = stateOf(pair);
  const title = `${source} to ${destination}: ${connected} of ${pairs} pairs connect, ${unisolated} because nothing isolates either${unknown > 0 ? `, ${unknown} not known` : ''}`;
  if (kind !== undefined && kind !== state && !(kind === 'unknown' && unknown > 0))
    return <Blank words="hidden by the filter" title={title} />;
  if (state === 'closed') return <Blank words="no" title={title} />;
  return (
    <td data-state={state} title={title} className={unknown > 0 ? signs['hatched'] : undefined}>
      {state === 'unknown' ? (
        <span className={classes['hidden']}>not known</span>
      ) : (
        <span>{count(connected)}</span>
      )}
    </td>
  );
}

function Blank({ words, title }: { readonly words: string; readonly title?: string }) {
  return (
    <td title={title}>
      <span className={classes['hidden']}>{words}</span>
    </td>
  );
}
