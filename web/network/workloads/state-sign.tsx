import type { NetworkMapWorkload } from '../../../src/network/map-schema.ts';
import signs from '../../report/signs/signs.module.css';
import { internetTexts, isolationTexts } from '../words.ts';
import classes from './workloads.module.css';

/** How one direction stands: a word, a mark for what is open, hatching for what is not known. */
export function IsolationSign({ state }: { readonly state: NetworkMapWorkload['ingress'] }) {
  return <StateSign text={isolationTexts[state]} mark={state === 'isolated' ? 'closed' : state} />;
}

export function InternetSign({ state }: { readonly state: NetworkMapWorkload['internet'] }) {
  const mark = state === 'any-port' ? 'open' : state === 'unknown' ? 'unknown' : 'closed';
  return <StateSign text={internetTexts[state]} mark={mark} />;
}

/** A word with a mark: filled for open, hatched for not known. */
export function StateSign({ text, mark }: { readonly text: string; readonly mark: string }) {
  const isUnknown = mark === 'unknown';
  return (
    <span className={classes['state']} data-mark={mark}>
      <span aria-hidden className={`${classes['mark']} ${isUnknown ? signs['hatched'] : ''}`} />
      {text}
    </span>
  );
}
