import { expect, test } from 'vitest';
import { deployment, judged, privileged, weak } from '../../../testkit/world/judged-world.ts';

const agents = (controls: string) => `id: test
version: '1'
title: Node agents
workloads:
  - namespace: '*'
    name: api
    images: ['registry.example/net:*']
    controls: [${controls}]
    reason: programs the network of the node
`;
const agent = { ...weak, image: 'registry.example/net:1' };

// docs: catalog/README.md, "A provider"
test('a recognised workload is excepted from the controls of its rule, with the reason, in any namespace', () => {
  const { results, counts } = judged([privileged], [deployment({ containers: [agent] })], {
    providers: agents('privileged'),
  });
  expect(results).toEqual([
    expect.objectContaining({ verdict: 'excepted', reason: 'programs the network of the node (test 1)' }),
  ]);
  expect(counts.get('privileged')).toMatchObject({ fail: 0, excepted: 1 });
});

test('another image under the same name is judged like any other', () => {
  const { results } = judged([privileged], [deployment({ containers: [weak] })], {
    providers: agents('privileged'),
  });
  expect(results.map(({ verdict }) => verdict)).toEqual(['fail']);
});

test('of a rule that names containers, the failures of those alone are excepted', () => {
  const containers = [agent, { ...agent, name: 'beside' }];
  const { results } = judged([privileged], [deployment({ containers })], {
    providers: agents('privileged').replace('    reason', '    containers: [beside]\n    reason'),
  });
  expect(results.map(({ subject, verdict }) => [subject.container, verdict])).toEqual([
    [agent.name, 'fail'],
    ['beside', 'excepted'],
  ]);
});

test('a rule that names a control which does not exist is refused with its place', () => {
  expect(() =>
    judged([privileged], [deployment({ containers: [agent] })], { providers: agents('privileged, no-such') }),
  ).toThrow(/no control no-such/);
});
