import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../../testkit/world/synthetic-cluster.ts';
import type { ClusterDescription, KubernetesObject } from '../../../cluster/index.ts';
import { accessOf, auditOf, connectEvidence, readEvidence } from '../../../identity/index.ts';
import { account, binding, grant, workload } from '../../../identity/paths/path-fixtures.ts';
import { firstChanges } from './first-changes.ts';

const admin = (subject: string, name: string) => binding(subject, '*', name, 'ClusterRole/cluster-admin');
const mint = { verbs: ['create'], resources: ['serviceaccounts/token'] };

interface Given {
  readonly groups?: readonly (readonly [group: string, user: string])[];
  readonly values?: readonly unknown[];
  readonly provider?: 'aks' | 'gke';
}

function changesOf(objects: readonly KubernetesObject[], { groups = [], values = [], provider }: Given = {}) {
  const description: Partial<ClusterDescription> =
    provider === undefined ? {} : { identity: { id: 'test', name: 'test', provider } };
  const cluster = clusterOf(objects, description);
  const rows = [['group', 'user'], ...groups].map((cells, index) => ({ line: index + 1, cells }));
  const savedAt = '2026-11-20T00:00:00Z';
  if (groups.length + values.length > 0)
    connectEvidence(
      readEvidence(
        [
          { file: 'groups.csv', savedAt, rows },
          { file: 'answers.json', savedAt, values },
        ],
        Date.parse(savedAt),
      ).evidence,
      [cluster],
    );
  const access = accessOf(cluster);
  const audit = auditOf(access, { breakGlass: new Set(['Group/emergency']), awsMappings: [] });
  return firstChanges({ name: 'test', access, audit }, 5);
}

function shortChangesOf(objects: readonly KubernetesObject[], given?: Given) {
  return changesOf(objects, given).map(({ why, apply }) => [why, apply.split('\n')]);
}

test('a power that two bindings give is taken from both in one change', () => {
  expect(shortChangesOf([admin('user:ann', 'one'), admin('user:ann', 'two')])).toEqual([
    [
      'User ann may do everything, at any time, by 2 bindings that all have to go',
      ['kubectl delete clusterrolebinding one', 'kubectl delete clusterrolebinding two'],
    ],
  ]);
});

test('a change says what other bindings leave of the power', () => {
  expect(shortChangesOf([admin('user:ann', 'one'), ...grant('user:ann', '*', 'mint', mint)])).toEqual([
    [
      'User ann may do everything, at any time; then they still may make tokens of every service account, by ClusterRoleBinding mint',
      ['kubectl delete clusterrolebinding one'],
    ],
  ]);
});

test('everybody comes before all; people before groups, these before workloads, and programs outside after them', () => {
  const found = shortChangesOf(
    [
      account('ci/runner'),
      workload('Deployment', 'ci/runner', { serviceAccountName: 'runner' }),
      admin('sa:ci/runner', 'runner'),
      admin('user:arn:aws:iam::111122223333:role/ops', 'role'),
      admin('group:team', 'team'),
      admin('user:ann', 'ann'),
      ...grant('group:system:authenticated', '*', 'all', mint),
    ],
    { groups: [['team', 'bob']] },
  );
  expect(found.map(([why]) => why)).toEqual([
    'Everybody in group system:authenticated may make tokens of every service account, also who is not thought of yet',
    'User ann may do everything, at any time',
    'Group team may do everything, at any time: bob',
    'Service account ci/runner may do everything, and whoever runs code in Deployment ci/runner with it',
    'User arn:aws:iam::111122223333:role/ops may do everything, at any time',
  ]);
});

describe('groups', () => {
  test('of known members are taken out of every binding that gives the power, with who loses it', () => {
    const members = ['ann', 'bob', 'cem', 'dee', 'eve'].map((user) => ['team', user] as const);
    const [change, ...more] = changesOf([admin('group:team', 'one'), admin('group:team', 'two')], {
      groups: members,
    });
    expect(more).toEqual([]);
    expect(change).toMatchObject({
      why: 'Group team may do everything, at any time: ann, bob, cem and 2 more, by 2 bindings that all have to go',
      apply: 'kubectl delete clusterrolebinding one\nkubectl delete clusterrolebinding two',
      breaks: expect.stringContaining('what 5 people do by it: ask them first'),
    });
  });

  test('that are for emergencies are left', () => {
    expect(changesOf([admin('group:emergency', 'one')])).toEqual([]);
    expect(changesOf([admin('group:emergency', 'one')], { groups: [['emergency', 'ann']] })).toEqual([]);
  });

  test('of unknown members are one question for each power, and leave room for other changes', () => {
    const teams = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const found = shortChangesOf([
      ...teams.map((team) => admin(`group:${team}`, team)),
      ...grant('group:x', '*', 'x', mint),
      ...grant('group:y', '*', 'y', { verbs: ['*'], resources: ['secrets'] }),
      ...grant('group:y', '*', 'y2', { verbs: ['create'], resources: ['pods/exec'] }),
      ...grant('user:ann', '*', 'ann', mint),
    ]);
    expect(found).toEqual([
      [
        'Groups a, b, c, d, e and 2 more may do everything, at any time, and nothing says who is in them',
        [
          '(test -s groups.csv || echo group,user; echo a,NAME; echo b,NAME; echo c,NAME; echo d,NAME; echo e,NAME; echo f,NAME; echo g,NAME) >> groups.csv   # a row for each member, from your identity provider',
        ],
      ],
      [
        'User ann may make tokens of every service account, at any time',
        ['kubectl delete clusterrolebinding ann'],
      ],
      [
        'Groups x and y may do what is one step from everything, at any time, and nothing says who is in them',
        [
          '(test -s groups.csv || echo group,user; echo x,NAME; echo y,NAME) >> groups.csv   # a row for each member, from your identity provider',
        ],
      ],
    ]);
  });

  test('of Entra are called by what people call them, where an answer says it, and are asked for there', () => {
    const [one, two] = [
      '3f0c0f61-52f8-4d07-9a51-0d7a6a8f6e01',
      'c4d6a0c8-90b7-4b65-8f0e-2b1a5c9d3303',
    ] as const;
    const [change] = changesOf([admin(`group:${one}`, 'one'), admin(`group:${two}`, 'two')], {
      provider: 'aks',
      values: [{ id: one, displayName: 'Platform', securityEnabled: true, mailNickname: 'platform' }],
    });
    expect(change?.why).toBe(
      `Groups ${one} (Platform in Entra) and ${two} (an object id, as Entra names groups) may do everything, at any time, and nothing says who is in them`,
    );
    const lines = change?.apply.split('\n');
    expect(lines?.[0]).toContain(`az ad group member list --group ${one} `);
    expect(lines?.[0]).not.toContain('displayName');
    expect(lines?.[1]).toContain(`# its name: az ad group show --group ${two} --query displayName`);
  });
});

describe('what a change breaks is said by who is behind the subject', () => {
  test.each([
    ['user:ann', 'what they do with it: ask them first'],
    [
      'user:arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123',
      'ask them first',
    ],
    ['user:arn:aws:iam::111122223333:role/deployer', 'whoever signs in as it, people or programs'],
    ['user:0f6de1a0-7d3c-4f0b-8a5e-1b0c5d1e1004', 'whoever signs in as it, people or programs'],
    ['user:terraform@shop.iam.gserviceaccount.com', 'the program that signs in as it'],
  ])('%s', (subject, expected) => {
    expect(changesOf([admin(subject, 'one')])).toMatchObject([{ breaks: expect.stringContaining(expected) }]);
  });

  // https://cloud.google.com/iam/docs/service-agents: their roles are for Google's services to work, and not to be revoked.
  test.each([
    'user:804417552913@cloudservices.gserviceaccount.com',
    'user:service-804417552913@container-engine-robot.iam.gserviceaccount.com',
    'user:service-804417552913@gcp-sa-gkenode.iam.gserviceaccount.com',
    'user:arn:aws:iam::111122223333:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS',
  ])('%s is an agent of a cloud, and left', (subject) => {
    expect(changesOf([admin(subject, 'one')])).toEqual([]);
  });

  // Anybody may give an account of a project of their own such a name.
  test.each([
    'user:service-804417552913@shop.iam.gserviceaccount.com',
    'user:cloudservices@shop.iam.gserviceaccount.com',
    'user:arn:aws:iam::111122223333:role/AWSServiceRoleForAmazonEKS',
  ])('%s only looks like one', (subject) => {
    expect(changesOf([admin(subject, 'one')])).toHaveLength(1);
  });
});

describe('subjects of one binding', () => {
  const shared = (...subjects: readonly string[]) => {
    const [first, ...rest] = subjects.map((each) => admin(each, 'shared'));
    const listed = rest.flatMap((each) => each['subjects'] as readonly object[]);
    return first === undefined
      ? []
      : [{ ...first, subjects: [...(first['subjects'] as readonly object[]), ...listed] }];
  };
  const patch = (operations: readonly object[]) =>
    `kubectl patch clusterrolebinding shared --type json -p '${JSON.stringify(operations)}'`;
  const take = (index: number, value: string) =>
    patch([
      { op: 'test', path: `/subjects/${index}/name`, value },
      { op: 'remove', path: `/subjects/${index}` },
    ]);

  test('are each a change, written for what the changes before it leave, and the last deletes what nobody else is in', () => {
    const alone = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' };
    expect(shortChangesOf(shared('user:ann', 'user:bob', 'sa:ci/gone'))).toEqual([
      ['Service account ci/gone does not exist, and may do everything', [take(2, 'gone')]],
      [
        'User ann may do everything, at any time',
        [`${take(0, 'ann')}   # after what is above takes service account ci/gone out of it`],
      ],
      [
        'User bob may do everything, at any time',
        [
          `${patch([{ op: 'test', path: '/subjects', value: [alone] }])} && kubectl delete clusterrolebinding shared   # after what is above takes service account ci/gone and user ann out of it`,
        ],
      ],
    ]);
  });

  test('are given back by what takes each out, and the YAML of a change is what the changes before it leave', () => {
    const [, second, third] = changesOf(shared('user:ann', 'user:bob', 'sa:ci/gone'));
    expect(second?.undo).toMatch(/"op":"add","path":"\/subjects\/-".*"name":"ann"/);
    expect(third?.undo).toBe(
      'kubectl create clusterrolebinding shared --clusterrole=cluster-admin --user=bob',
    );
    expect(second?.yaml).toContain('name: ann');
    expect(third?.yaml).not.toContain('name: ann');
    expect(third?.yaml).toContain('name: bob');
  });

  test('that are everybody lose it each by its own change', () => {
    expect(
      shortChangesOf(shared('group:system:authenticated', 'user:system:anonymous', 'user:system:node:a')),
    ).toMatchObject([
      [expect.stringContaining('system:authenticated'), [take(0, 'system:authenticated')]],
      [
        expect.stringContaining('Anybody without a credential'),
        [expect.stringContaining(take(0, 'system:anonymous'))],
      ],
    ]);
  });

  test('are told apart where one name is in several bindings', () => {
    expect(shortChangesOf([...shared('user:ann', 'user:bob'), admin('user:bob', 'own')])).toMatchObject([
      ['User ann may do everything, at any time', [take(0, 'ann')]],
      [
        'User bob may do everything, at any time, by 2 bindings that all have to go',
        [
          expect.stringMatching(/^kubectl delete clusterrolebinding own$/),
          expect.stringContaining('&& kubectl delete'),
        ],
      ],
    ]);
  });
});
