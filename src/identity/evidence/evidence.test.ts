import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { ClusterDescription, KubernetesObject } from '../../cluster/index.ts';
import { allowedSubjects } from '../allowed-subjects.ts';
import { accessOf } from '../cluster-access.ts';
import { binding } from '../paths/path-fixtures.ts';
import { subjectKey } from '../subject.ts';
import { connectEvidence } from './cluster-evidence.ts';
import { evidenceCommands } from './commands.ts';
import { groupsOfUser, membersOf } from './memberships.ts';
import { outsideState } from './outside-state.ts';
import { readEvidence } from './read-evidence.ts';
import { readTrust, trustsPodIdentity, trustsWebIdentity } from './trust-policy.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const at = (values: readonly unknown[], file = 'answers.json', savedAt = '2026-11-20T00:00:00Z') => ({
  file,
  savedAt,
  values,
});
const named = (
  name: string,
  provider: 'eks' | 'aks' | 'gke',
  server?: string,
): Partial<ClusterDescription> => ({
  identity: { id: name, name, provider, ...(server !== undefined && { server }) },
});
const arn = 'arn:aws:iam::111122223333:role/ops';

/** As `aws eks describe-access-entry` and `list-associated-access-policies` print them (AWS CLI reference). */
const entry = (cluster: string, groups: string[] = []) => ({
  accessEntry: {
    clusterName: cluster,
    principalArn: arn,
    kubernetesGroups: groups,
    accessEntryArn: `arn:aws:eks:us-west-2:111122223333:access-entry/${cluster}/role/111122223333/ops/xx`,
    createdAt: '2023-12-11T11:14:46.931000-08:00',
    modifiedAt: '2023-12-11T11:14:46.931000-08:00',
    tags: {},
    username: `arn:aws:sts::111122223333:assumed-role/ops/{{SessionName}}`,
    type: 'STANDARD',
  },
});
const policies = (cluster: string, policy: string, namespaces: string[] = []) => ({
  associatedAccessPolicies: [
    {
      policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
      accessScope: { type: namespaces.length === 0 ? 'cluster' : 'namespace', namespaces },
      associatedAt: '2023-04-17T15:50:35.781000-04:00',
      modifiedAt: '2023-04-17T15:50:35.781000-04:00',
    },
  ],
  clusterName: cluster,
  principalArn: arn,
});

/** Everybody of one's own who may read Secrets, in the whole cluster or in a namespace. */
function secretReaders(
  values: readonly unknown[],
  description: Partial<ClusterDescription>,
  objects: readonly KubernetesObject[] = [],
) {
  const cluster = clusterOf(objects, description);
  const { evidence, problems } = readEvidence([at(values)], now);
  const others = connectEvidence(evidence, [cluster]);
  const request = { verb: 'list', apiGroup: '', resource: 'secrets' };
  const { subjects } = allowedSubjects(accessOf(cluster), request, true);
  return {
    cluster,
    problems: [...problems, ...others],
    readers: subjects
      .filter(({ byDefault }) => !byDefault)
      .map(({ subject, namespace, grants }) => [
        subjectKey(subject),
        namespace,
        grants[0]?.binding.outside?.what,
      ]),
  };
}

describe('power outside RBAC', () => {
  // https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
  test('EKS access policies count in their scope', () => {
    const wide = secretReaders(
      [entry('prod'), policies('prod', 'AmazonEKSAdminViewPolicy')],
      named('prod', 'eks'),
    );
    expect(wide.readers).toEqual([[`User/${arn}`, '', 'EKS access policy AmazonEKSAdminViewPolicy']]);
    const narrow = secretReaders(
      [entry('prod'), policies('prod', 'AmazonEKSEditPolicy', ['shop'])],
      named('prod', 'eks'),
    );
    expect(narrow.readers).toEqual([[`User/${arn}`, 'shop', 'EKS access policy AmazonEKSEditPolicy']]);
    const objects = ['dev-a', 'dev-b', 'prod'].map(
      (name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }) as KubernetesObject,
    );
    const patterned = [entry('prod'), policies('prod', 'AmazonEKSEditPolicy', ['dev-*'])];
    const places = secretReaders(patterned, named('prod', 'eks'), objects).readers.map(
      ([, namespace]) => namespace,
    );
    expect(places).toEqual(['dev-a', 'dev-b']);
    const viewer = secretReaders(
      [entry('prod'), policies('prod', 'AmazonEKSViewPolicy')],
      named('prod', 'eks'),
    );
    expect(viewer.readers).toEqual([]);
  });

  // Authentication mode CONFIG_MAP reads no access entries.
  // https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html
  test('access entries of a cluster that reads only aws-auth grant nothing', () => {
    const described = {
      cluster: {
        name: 'prod',
        arn: 'arn:aws:eks:us-west-2:111122223333:cluster/prod',
        accessConfig: { authenticationMode: 'CONFIG_MAP' },
      },
    };
    const { readers, cluster } = secretReaders(
      [described, entry('prod'), policies('prod', 'AmazonEKSClusterAdminPolicy')],
      named('prod', 'eks'),
    );
    expect(readers).toEqual([]);
    expect(outsideState(cluster)).toMatchObject({ state: 'connected' });
  });

  // A binding of a policy with a condition is another one than that without, and of a folder another command takes it away.
  // https://cloud.google.com/sdk/gcloud/reference/projects/remove-iam-policy-binding
  test('a Google role is taken away with its condition, where it was given', () => {
    const member = 'user:juno@contractor.example';
    const policy = (resource: string, condition?: object) => ({
      resource: `//cloudresourcemanager.googleapis.com/${resource}`,
      policy: {
        bindings: [
          { role: 'roles/container.admin', members: [member], ...(condition !== undefined && { condition }) },
        ],
      },
    });
    const { cluster } = secretReaders(
      [
        policy('projects/shop', { expression: "request.time < timestamp('2026-12-31')", title: 'this year' }),
        policy('folders/1234'),
      ],
      named('prod', 'gke'),
    );
    const bindings = [...accessOf(cluster).index.bindings()].flatMap(({ outside }) => outside?.apply ?? []);
    expect(bindings).toEqual([
      `gcloud projects remove-iam-policy-binding shop --member='${member}' --role=roles/container.admin --condition='^~~^expression=request.time < timestamp('\\''2026-12-31'\\'')~~title=this year'`,
      `gcloud resource-manager folders remove-iam-policy-binding 1234 --member='${member}' --role=roles/container.admin --condition=None`,
    ]);
  });

  test('groups that a cluster of Azure binds by object id are asked for by the commands', () => {
    const id = 'c4d6a0c8-90b7-4b65-8f0e-2b1a5c9d3303';
    const bound = (name: string) => binding(`group:${name}`, '*', name, 'ClusterRole/view');
    const commands = (objects: readonly KubernetesObject[]) =>
      evidenceCommands(clusterOf(objects, named('prod', 'aks')), 'evidence').commands.join('\n');
    expect(commands([bound(id), bound('team')])).toContain(
      `for group in ${id}; do az ad group show --group "$group" --output json; done > evidence/groups-prod.json`,
    );
    expect(commands([bound('team')])).not.toContain('az ad group');
  });

  // Rows of `az role assignment list` and `az aks show`. https://learn.microsoft.com/azure/aks/manage-azure-rbac
  test('Azure roles hold at and below their scope, and not where Azure RBAC is off', () => {
    const id = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/prod';
    const aks = (azure: boolean, noLocal: boolean) => ({
      id,
      name: 'prod',
      type: 'Microsoft.ContainerService/ManagedClusters',
      fqdn: 'prod-1.hcp.westeurope.azmk8s.io',
      disableLocalAccounts: noLocal,
      aadProfile: { enableAzureRbac: azure, managed: true },
    });
    const row = (role: string, scope: string, type = 'User') => ({
      id: `${scope}/providers/Microsoft.Authorization/roleAssignments/1`,
      name: '1',
      principalId: 'oid-1',
      principalName: 'jane@shop.example',
      principalType: type,
      roleDefinitionId: '/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/2',
      roleDefinitionName: role,
      scope,
      type: 'Microsoft.Authorization/roleAssignments',
    });
    const read = (azure: boolean, noLocal: boolean, ...rows: object[]) =>
      secretReaders([aks(azure, noLocal), rows], named('prod', 'aks')).readers.map(
        ([who, where]) => `${who} in '${where}'`,
      );
    const writer = 'Azure Kubernetes Service RBAC Writer';
    expect(read(true, true, row(writer, `${id}/namespaces/shop`))).toEqual([
      "User/jane@shop.example in 'shop'",
    ]);
    expect(read(true, true, row(writer, '/subscriptions/s/resourceGroups/RG', 'Group'))).toEqual([
      "Group/oid-1 in ''",
    ]);
    expect(read(true, true, row(writer, '/subscriptions/other'))).toEqual([]);
    expect(read(false, true, row(writer, id))).toEqual([]);
    const admin = 'Azure Kubernetes Service Cluster Admin Role';
    expect(read(false, false, row(admin, id))).toEqual(["User/jane@shop.example in ''"]);
    expect(read(false, true, row(admin, id))).toEqual([]);
  });

  // `gcloud projects get-iam-policy --format=json`. https://cloud.google.com/kubernetes-engine/docs/how-to/iam
  test('Google roles on Kubernetes objects count for their members', () => {
    const policy = {
      bindings: [
        {
          role: 'roles/container.developer',
          members: [
            'user:jane@shop.example',
            'serviceAccount:ci@p.iam.gserviceaccount.com',
            'deleted:user:x?uid=1',
          ],
        },
        { role: 'roles/container.clusterViewer', members: ['user:joe@shop.example'] },
      ],
      etag: 'BwX',
      version: 1,
    };
    const { readers } = secretReaders([policy], { ...named('gke_p_europe-west1_prod', 'gke') });
    expect(readers.map(([who]) => who)).toEqual([
      'User/jane@shop.example',
      'User/ci@p.iam.gserviceaccount.com',
    ]);
    expect(secretReaders([policy], named('prod', 'eks')).readers).toEqual([]);
  });
});

describe('evidence', () => {
  test('of another cluster is told and not used; the server tells clusters of one name apart', () => {
    const all = [entry('prod'), policies('prod', 'AmazonEKSClusterAdminPolicy')];
    const other = secretReaders(all, named('staging', 'eks'));
    expect(other.readers).toEqual([]);
    expect(other.problems).toMatchObject([{ code: 'evidence-other-cluster', severity: 'warning' }]);
    const described = {
      cluster: {
        name: 'prod',
        arn: 'arn:aws:eks:x:1:cluster/prod',
        endpoint: 'https://AA.gr7.eu-west-1.eks.amazonaws.com',
      },
    };
    const wrong = secretReaders(
      [described, ...all],
      named('prod', 'eks', 'https://BB.gr7.eu-west-1.eks.amazonaws.com'),
    );
    expect([wrong.readers, wrong.problems.length]).toEqual([[], 1]);
    const right = secretReaders(
      [described, ...all],
      named('x', 'eks', 'https://aa.gr7.eu-west-1.eks.amazonaws.com'),
    );
    expect(right.readers.length).toBe(1);
  });

  test('says what is not as its command prints it, what nobody knows, and what is old', () => {
    const documents = [
      at([{ accessEntry: { clusterName: 'prod', principalArn: 4, type: 'STANDARD' } }], 'malformed.json'),
      at([{ hello: 1 }, 'text'], 'unknown.json'),
      at([[]], 'empty.json'),
      at([{ accessEntries: [] }], 'old.json', '2026-10-01T00:00:00Z'),
      { file: 'groups.csv', savedAt: '2026-11-20T00:00:00Z', rows: [{ line: 1, cells: ['name', 'mail'] }] },
    ];
    const { problems } = readEvidence(documents, now);
    expect(problems.map(({ code, file }) => [code, file])).toEqual([
      ['evidence-malformed', 'malformed.json'],
      ['evidence-unknown', 'unknown.json'],
      ['evidence-unknown', 'unknown.json'],
      ['evidence-empty', 'empty.json'],
      ['evidence-old', 'old.json'],
      ['evidence-malformed', 'groups.csv'],
    ]);
    expect(problems[0]?.message).toContain(
      '/accessEntry/principalArn: not as aws eks describe-access-entry prints it',
    );
    expect(problems[4]?.message).toContain('55 days ago');
  });

  test('never throws, whatever a file holds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const { evidence } = readEvidence([at(values)], now);
        connectEvidence(evidence, [clusterOf([])]);
      }),
    );
  });

  test('groups come from rows and access entries', () => {
    const cluster = clusterOf([], named('prod', 'eks'));
    const rows = [
      { line: 1, cells: ['user', 'Group'] },
      { line: 2, cells: ['jane', 'sre'] },
    ];
    const { evidence } = readEvidence(
      [at([entry('prod', ['sre'])]), { file: 'groups.csv', savedAt: '2026-11-20T00:00:00Z', rows }],
      now,
    );
    connectEvidence(evidence, [cluster]);
    const own = {
      ...evidence,
      provider: 'eks',
      description: undefined,
      undescribed: [],
      entriesListed: false,
    } as const;
    expect(membersOf(own, 'sre').map(({ name }) => name)).toEqual(['jane', arn]);
    expect(groupsOfUser(own, arn)).toEqual(['sre']);
    expect(outsideState(cluster)?.missing).toEqual([
      'list-access-entries was not saved, so there may be others',
      `the access policies of ${arn} were not saved`,
    ]);
  });
});

describe('trust policies', () => {
  const issuer = 'oidc.eks.eu-west-1.amazonaws.com/id/AA';
  const token = { issuer, subject: 'system:serviceaccount:shop:api', audience: 'sts.amazonaws.com' };
  const trust = (condition: object, effect = 'Allow') => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: effect,
        Principal: { Federated: `arn:aws:iam::1:oidc-provider/${issuer}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: condition,
      },
    ],
  });
  const trusts = (condition: object) => trustsWebIdentity(readTrust(trust(condition)), token);

  // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
  test('a token is let in by its issuer, subject and audience', () => {
    const aud = { [`${issuer}:aud`]: 'sts.amazonaws.com' };
    const sub = { [`${issuer}:sub`]: token.subject };
    expect(trusts({ StringEquals: { ...aud, ...sub } })).toEqual({ wide: false, anyAudience: false });
    expect(trusts({ StringEquals: sub })).toEqual({ wide: false, anyAudience: true });
    expect(trusts({ StringEquals: aud })).toEqual({ wide: true, anyAudience: false });
    expect(trusts({ StringLike: { [`${issuer}:sub`]: 'system:serviceaccount:shop:*' } })).toMatchObject({
      wide: true,
    });
    expect(trusts({ StringEquals: { [`${issuer}:sub`]: 'system:serviceaccount:shop:*' } })).toBeUndefined();
    expect(trusts({ StringEquals: { ...sub, [`${issuer}:aud`]: 'other' } })).toBeUndefined();
    expect(
      trustsWebIdentity(readTrust(trust({})), { ...token, issuer: 'oidc.eks.eu-west-1.amazonaws.com/id/BB' }),
    ).toBeUndefined();
  });

  // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
  test('EKS Pod Identity needs both actions', () => {
    const pods = (...actions: string[]) =>
      readTrust({
        Statement: { Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: actions },
      });
    expect(trustsPodIdentity(pods('sts:AssumeRole', 'sts:TagSession'))).toBe(true);
    expect(trustsPodIdentity(pods('sts:AssumeRole'))).toBe(false);
  });
});
