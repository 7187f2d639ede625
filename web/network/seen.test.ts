import { describe, expect, it } from 'vitest';
import type { NetworkMapCluster } from '../../src/network/map-schema.ts';
import { generateMap } from '../e2e/generate-map.ts';
import { exposureSentence } from './exposure/exposure-rows.ts';
import { overviewSentence } from './overview/overview-sentence.ts';
import { noneText } from './seen.ts';
import { workloadSentence } from './workloads/workload-sentence.ts';

const unread = ['Service: the reader needs list'];
const [base] = generateMap({ workloads: 2, namespaces: 2 }).clusters;
if (!base) throw new Error('the fixture has no cluster');
const nothing: NetworkMapCluster = { ...base, workloads: [], groups: [], exposed: [] };
const closed: NetworkMapCluster = {
  ...base,
  workloads: base.workloads.map((workload) => ({
    ...workload,
    ingress: 'isolated',
    egress: 'isolated',
    internet: 'none',
    reaches: { metadata: 'no', kubelet: 'no', apiServer: 'no', nodePorts: 'no', etcd: 'no' },
  })),
};
const text = (pieces: ReturnType<typeof overviewSentence>) =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');

describe('what is not seen', () => {
  it('is not there only where everything could be read', () => {
    expect(noneText(nothing, 'None.')).toBe('None.');
    expect(noneText({ ...nothing, unread }, 'None.')).toContain('not everything could be read');
    expect(noneText({ ...nothing, error: 'connection refused' }, 'None.')).toContain(
      'not everything could be read',
    );
    expect(text(overviewSentence(nothing, {}))).toBe('prod has no pods and no workloads.');
    expect(text(overviewSentence({ ...nothing, unread }, {}))).toBe(
      'No pods and no workloads of prod are seen; not everything could be read.',
    );
    expect(text(exposureSentence(nothing, {}))).toBe('The internet reaches 0 workloads.');
    expect(text(exposureSentence({ ...nothing, unread }, {}))).toBe(
      'The internet reaches at least 0 workloads.',
    );
  });

  it('is not said to be isolated where that is not known', () => {
    expect(text(overviewSentence(closed, {}))).toBe(
      'Every one of 2 workloads is isolated, and none reaches the whole internet on every port.',
    );
    expect(text(overviewSentence({ ...closed, unread }, {}))).toContain('2 workloads that could be read is');
    const [first, ...others] = closed.workloads;
    if (!first) throw new Error('the fixture has no workload');
    const unknown = { ...closed, workloads: [{ ...first, internet: 'unknown' as const }, ...others] };
    expect(text(overviewSentence(unknown, {}))).toBe(
      'Every one of 2 workloads is isolated; how much of the internet 1 of them reaches is not known.',
    );
  });

  it('is no number of connections where there are too many for the page', () => {
    const ends = { into: [{ group: 0, pods: 3, by: 'rule' as const, ports: 'TCP 80' }], out: [] };
    expect(workloadSentence({ connections: [] }, 'Deployment shop/web', true, ends)).toBe(
      '3 pods or workloads can connect to Deployment shop/web, and it can connect to 0 pods or workloads.',
    );
    const perhaps = { group: 1, pods: 2, by: 'unknown' as const, ports: 'TCP 443' };
    const more = { group: 0, pods: 3, by: 'unknown' as const, ports: 'TCP 443' };
    expect(
      workloadSentence({ connections: [] }, 'Deployment shop/web', true, {
        ...ends,
        into: [...ends.into, perhaps, more],
      }),
    ).toBe(
      '3 pods or workloads can connect to Deployment shop/web, and it can connect to 0 pods or workloads; whether 2 more can connect to it is not known.',
    );
    expect(workloadSentence({}, 'Deployment shop/web', true, { into: [], out: [] })).toBe(
      'Whom Deployment shop/web connects to is more than this page can hold: plimsoll network why and ask tell it.',
    );
  });
});
