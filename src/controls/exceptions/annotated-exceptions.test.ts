import { expect, test } from 'vitest';
import { deployment, judged, privileged, weak } from '../../../testkit/world/judged-world.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { annotatedExceptions } from './annotated-exceptions.ts';

const isControl = (id: string) => id === 'privileged';

function read(annotations: Record<string, string>, change: object = {}) {
  const object = deployment({ containers: [weak] });
  const metadata = { ...object.metadata, annotations, ...change };
  return annotatedExceptions(clusterOf([{ ...object, metadata }]), isControl);
}

test('reason, end and owner in one text become an exception for this object and control alone', () => {
  const text = 'reads the logs of its node; until=2027-01-31; owner=platform; ticket=SEC-1';
  const { exceptions, problems } = read({ 'plimsoll.dev/except.privileged': text, other: 'x' });
  expect(problems).toEqual([]);
  expect(exceptions).toMatchObject([
    {
      owner: 'platform',
      reason: 'reads the logs of its node',
      expires: '2027-01-31',
      ticket: 'SEC-1',
      controls: ['privileged'],
      scope: { kinds: ['Deployment.apps'], names: ['api'] },
      origin: { kind: 'annotation' },
    },
  ]);
  const { results } = judged([privileged], [deployment({ containers: [weak] })], {
    exceptions,
    now: Date.parse('2026-11-25T00:00:00Z'),
  });
  expect(results).toMatchObject([{ verdict: 'excepted', exceptedBy: 'annotation' }]);
});

test('what the configuration requires of exceptions is required of annotations', () => {
  const given = (text: string) => {
    const { metadata, ...rest } = deployment({ containers: [weak] });
    const annotations = { 'plimsoll.dev/except.privileged': text };
    const object = { ...rest, metadata: { ...metadata, annotations } };
    return annotatedExceptions(clusterOf([object]), isControl, ['ticket', 'approver']);
  };
  const bare = 'reads logs; until=2027-01-31; owner=a';
  const messages = (text: string) => given(text).problems.map(({ message }) => message);
  expect(messages(bare)).toEqual([expect.stringContaining('no ticket, which the configuration requires')]);
  expect(messages(`${bare}; ticket=S-1`)).toEqual([expect.stringContaining('no approver')]);
  expect(given(`${bare}; ticket=S-1; approver=b`)).toMatchObject({
    exceptions: [{ ticket: 'S-1', approver: 'b' }],
    problems: [],
  });
});

test.each([
  ['until=2027-01-31; owner=a', 'reason'],
  ['because; until=2027-01-31', 'owner'],
  ['because; until=2027-01-31; owner=', 'owner'],
  ['because; owner=a', 'no end'],
  ['because; owner=a; until=soon', 'until=soon'],
  ['because; owner=a; owner=b; until=2027-01-31', 'twice'],
  ['', 'reason'],
])('what is missing or wrong is said, and nothing is excepted: %s', (text, what) => {
  const { exceptions, problems } = read({ 'plimsoll.dev/except.privileged': text });
  expect(exceptions).toEqual([]);
  expect(problems).toMatchObject([{ code: 'exception-annotation', message: expect.stringContaining(what) }]);
});

test('a control that does not exist is said', () => {
  const text = 'because; owner=a; until=2027-01-31';
  const { problems } = read({ 'plimsoll.dev/except.priviledged': text });
  expect(problems).toMatchObject([{ message: expect.stringContaining('no control "priviledged"') }]);
});

test('copies that a controller made on owned objects are not read', () => {
  const parent = deployment({ containers: [weak] });
  const ownerReferences = [
    { apiVersion: 'apps/v1', kind: 'Deployment', name: parent.metadata.name, controller: true },
  ];
  const annotations = { 'plimsoll.dev/except.privileged': 'because; owner=a; until=2027-01-31' };
  const replicaSet = {
    ...parent,
    kind: 'ReplicaSet',
    metadata: { ...parent.metadata, name: 'api-6d4cf56db6', ownerReferences, annotations },
  };
  expect(annotatedExceptions(clusterOf([parent, replicaSet]), isControl)).toEqual({
    exceptions: [],
    problems: [],
  });
});
