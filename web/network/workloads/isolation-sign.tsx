import type { NetworkMapWorkload } from '../../../src/network/map-schema.ts';
import { StateSign } from '../../report/signs/state.tsx';
import { internetTexts, isolationTexts } from '../words.ts';

/** How one direction stands. */
export function IsolationSign({ state }: { readonly state: NetworkMapWorkload['ingress'] }) {
  return <StateSign text={isolationTexts[state]} mark={marks[state]} />;
}

const marks = {
  isolated: 'closed',
  'allows-all': 'open',
  open: 'open',
  'not-enforced': 'alarming',
  unknown: 'unknown',
  'outside-policy': 'outside',
} as const;

export function InternetSign({ state }: { readonly state: NetworkMapWorkload['internet'] }) {
  const mark = state === 'any-port' ? 'open' : state === 'unknown' ? 'unknown' : 'closed';
  return <StateSign text={internetTexts[state]} mark={mark} />;
}
