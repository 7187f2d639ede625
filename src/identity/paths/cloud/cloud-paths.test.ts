import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../../cluster/index.ts';
import { connectEvidence } from '../../evidence/cluster-evidence.ts';
import { readEvidence } from '../../evidence/read-evidence.ts';
import { subjectKey } from '../../subject.ts';
import { parseSubject } from '../../subject-argument.ts';
import { attackGraphOf } from '../attack-graph.ts';
import { cheapestPath } from '../find-paths.ts';
import { account, grant, namespace, workload } from '../path-fixtures.ts';
import type { SinkName } from '../vertex.ts';

type Provider = 'eks' | 'aks' | 'gke';
interface World {
  readonly provider: Provider;
  readonly objects?: readonly KubernetesObject[];
  readonly answers: readonly unknown[];
}

const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };
const shop = [
  namespace('shop', restricted),
  namespace('other', restricted),
  account('shop/api'),
  account('shop/web'),
  account('other/api'),
];

/** Kinds of the steps of the cheapest path of a subject or workload, `-` where there is none. */
function kinds(from: string, to: SinkName, { provider, objects = [], answers }: World): string {
  const cluster = clusterOf([...shop, ...objects], { identity: { id: 'prod', name: 'prod', provider } });
  const documents = [{ file: 'answers.json', savedAt: '2026-11-20T00:00:00Z', values: answers }];
  const { evidence, problems } = readEvidence(documents, Date.parse('2026-11-25'));
  expect([...problems, ...connectEvidence(evidence, [cluster], JSON.parse)]).toEqual([]);
  const attack = attackGraphOf(cluster);
  const subject = parseSubject(from);
  const start = attack.vertices.findIndex((vertex) =>
    vertex.type === 'subject'
      ? subject !== undefined && subjectKey(vertex.subject) === subjectKey(subject)
      : vertex.type === 'workload' && vertex.workload.reference.name === from,
  );
  const path = start < 0 ? undefined : cheapestPath(attack, start, to);
  return path === undefined ? '-' : path.hops.flatMap((hop) => hop.kinds).join(' ');
}

const issuer = 'oidc.eks.eu-west-1.amazonaws.com/id/AA';
const clusterArn = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod';
const eks = (mode = 'API') => ({
  cluster: {
    name: 'prod',
    arn: clusterArn,
    identity: { oidc: { issuer: `https://${issuer}` } },
    accessConfig: { authenticationMode: mode },
  },
});
const roleArn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const web = (sub: string, operator = 'StringEquals', from = issuer) => ({
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${from}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition:
    operator === 'StringEquals'
      ? { StringEquals: { [`${from}:sub`]: sub, [`${from}:aud`]: 'sts.amazonaws.com' } }
      : {
          [operator]: { [`${from}:sub`]: sub },
          StringEquals: { [`${from}:aud`]: 'sts.amazonaws.com' },
        },
});
const podIdentityTrust = {
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
};
const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';
const statement = (Action: string | string[], Resource = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

/** As `aws iam get-account-authorization-details` prints a role. */
function details(
  name: string,
  trust: object,
  {
    attached = [],
    inline = [],
    boundary,
  }: { attached?: string[]; inline?: object[]; boundary?: string } = {},
  policies: readonly object[] = [],
) {
  return {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [
      {
        RoleName: name,
        Arn: roleArn(name),
        AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
        InstanceProfileList: [{ Arn: `arn:aws:iam::111122223333:instance-profile/${name}` }],
        RolePolicyList: inline.map((each) => ({ PolicyName: 'p', PolicyDocument: { Statement: [each] } })),
        AttachedManagedPolicies: attached.map((PolicyArn) => ({ PolicyName: 'p', PolicyArn })),
        ...(boundary !== undefined && {
          PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary },
        }),
      },
    ],
    Policies: policies,
  };
}

describe('IAM roles for service accounts', () => {
  const trusted = 'system:serviceaccount:shop:api';
  const world = (role: object, mode?: string): World => ({ provider: 'eks', answers: [eks(mode), role] });

  test('the account that a role trusts administers the cloud by it, and comes back into the cluster', () => {
    const given = world(details('api', web(trusted), { attached: [admin] }));
    expect(kinds('sa:shop/api', 'cloud-admin', given)).toBe('aws-web-identity administers-cloud');
    expect(kinds('sa:shop/api', 'cluster-admin', given)).toBe('aws-web-identity opens-cluster-access');
    expect(kinds('sa:shop/web', 'cloud-admin', given)).toBe('-');
    expect(kinds('sa:other/api', 'cloud-admin', given)).toBe('-');
  });

  const by = (principal: unknown, more: object = {}) => ({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: 'sts:AssumeRole',
    ...more,
  });
  const root = 'arn:aws:iam::111122223333:root';
  const assume = statement('sts:AssumeRole', roleArn('ops'));
  const no = { ...assume, Effect: 'Deny' };
  const further = 'aws-web-identity role-assumes-role administers-cloud';
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
  test.each<[string, object, object, string]>([
    ['trusts the role by name', by(roleArn('api')), { inline: [] }, further],
    ['trusts the role, which is denied', by(roleArn('api')), { inline: [no] }, '-'],
    ['trusts the role, whose boundary leaves it out', by(roleArn('api')), { boundary: roleArn('none') }, '-'],
    ['trusts the account, and the role may', by(root), { inline: [assume] }, further],
    ['trusts the account, and the role may not', by(root), { inline: [] }, '-'],
    ['trusts another role', by(roleArn('web')), { inline: [assume] }, '-'],
    ['trusts another account', by('arn:aws:iam::444455556666:root'), { inline: [assume] }, '-'],
    [
      'trusts the role on a condition',
      by(roleArn('api'), { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
      { inline: [assume] },
      '-',
    ],
    ['denies the role', by(roleArn('api'), { Effect: 'Deny' }), { inline: [assume] }, '-'],
  ])('a role that administers the cloud and %s', (_title, trust, has, expected) => {
    const answers = [eks(), details('api', web(trusted), has), details('ops', trust, { attached: [admin] })];
    expect(kinds('sa:shop/api', 'cloud-admin', { provider: 'eks', answers })).toBe(expected);
  });

  test('a workload that runs as the account does too, and who runs pods in its namespace', () => {
    const given: World = {
      ...world(details('api', web(trusted), { attached: [admin] })),
      objects: [
        workload('Deployment', 'shop/server', { serviceAccountName: 'api' }),
        ...grant('user:ann', 'shop', 'deploy', { verbs: ['create'], resources: ['pods'] }),
        ...grant('user:bob', 'other', 'deploy', { verbs: ['create'], resources: ['pods'] }),
      ],
    };
    expect(kinds('server', 'cloud-admin', given)).toBe('uses-account aws-web-identity administers-cloud');
    expect(kinds('user:ann', 'cloud-admin', given)).toBe(
      'create-pod run-as-account aws-web-identity administers-cloud',
    );
    expect(kinds('user:bob', 'cloud-admin', given)).toBe('-');
  });

  test('a pattern lets every account of the namespace in, default too', () => {
    const given = world(
      details('api', web('system:serviceaccount:shop:*', 'StringLike'), { attached: [admin] }),
    );
    expect(kinds('sa:shop/default', 'cloud-admin', given)).toBe('aws-web-identity administers-cloud');
    expect(kinds('sa:other/default', 'cloud-admin', given)).toBe('-');
  });

  test('the issuer of another cluster is no trust, and an annotation without trust is none', () => {
    const other = web(trusted, 'StringEquals', 'oidc.eks.eu-west-1.amazonaws.com/id/BB');
    const annotated = account('shop/web', {
      metadata: {
        name: 'web',
        namespace: 'shop',
        annotations: { 'eks.amazonaws.com/role-arn': roleArn('api') },
      },
    });
    const given = { ...world(details('api', other, { attached: [admin] })), objects: [annotated] };
    expect(kinds('sa:shop/api', 'cloud-admin', given)).toBe('-');
    expect(kinds('sa:shop/web', 'cloud-admin', given)).toBe('-');
  });

  test('what a role may do is not made up where its policies were not saved', () => {
    const listed = {
      Roles: [{ Arn: roleArn('api'), AssumeRolePolicyDocument: { Statement: [web(trusted)] } }],
    };
    expect(kinds('sa:shop/api', 'cloud-admin', world(listed))).toBe('-');
    const unknown = details('api', web(trusted), {
      attached: ['arn:aws:iam::111122223333:policy/AdministratorAccess'],
    });
    expect(kinds('sa:shop/api', 'cloud-admin', world(unknown))).toBe('-');
  });

  test.each<[string, Parameters<typeof details>[2], string]>([
    ['everything in a policy of its own', { inline: [statement('*')] }, 'administers-cloud'],
    ['every action on one bucket', { inline: [statement('*', 'arn:aws:s3:::shop')] }, '-'],
    [
      'everything on a condition',
      { inline: [statement('*', '*', { Condition: { Bool: { a: 'true' } } })] },
      '-',
    ],
    ['all but IAM', { inline: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] }, '-'],
    ['writing its own policies', { inline: [statement('iam:Put*', roleArn('api'))] }, 'rewrites-own-policy'],
    ['writing those of another role', { inline: [statement('iam:PutRolePolicy', roleArn('web'))] }, '-'],
    [
      'writing its own policies, which is denied',
      { inline: [statement('iam:*'), { Effect: 'Deny', Action: 'iam:*RolePolicy', Resource: '*' }] },
      '-',
    ],
    [
      'everything within a boundary that was not saved',
      { attached: [admin], boundary: 'arn:aws:iam::1:policy/b' },
      '-',
    ],
    [
      'everything within a boundary of everything',
      { attached: [admin], boundary: admin },
      'administers-cloud',
    ],
  ])('%s: %j', (_title, policies, expected) => {
    const path = kinds('sa:shop/api', 'cloud-admin', world(details('api', web(trusted), policies)));
    expect(path).toBe(expected === '-' ? '-' : `aws-web-identity ${expected}`);
  });

  test('access entries open the cluster, unless it reads aws-auth alone', () => {
    const policies = { inline: [statement(['eks:CreateAccessEntry', 'eks:AssociateAccessPolicy'])] };
    const role = details('api', web(trusted), policies);
    const opens = 'aws-web-identity opens-cluster-access';
    expect(kinds('sa:shop/api', 'cluster-admin', world(role))).toBe(opens);
    expect(kinds('sa:shop/api', 'cluster-admin', world(role, 'CONFIG_MAP'))).toBe('-');
    const half = details('api', web(trusted), { inline: [statement('eks:CreateAccessEntry')] });
    expect(kinds('sa:shop/api', 'cluster-admin', world(half))).toBe('-');
  });

  test('a role with an access entry comes back as the groups and policies of the entry', () => {
    const entry = (groups: string[]) => ({
      accessEntry: {
        clusterName: 'prod',
        principalArn: roleArn('api'),
        kubernetesGroups: groups,
        type: 'STANDARD',
      },
    });
    const policy = {
      clusterName: 'prod',
      principalArn: roleArn('api'),
      associatedAccessPolicies: [
        {
          policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
          accessScope: { type: 'cluster', namespaces: [] },
        },
      ],
    };
    const role = details('api', web(trusted));
    const byPolicy: World = { provider: 'eks', answers: [eks(), role, entry([]), policy] };
    expect(kinds('sa:shop/api', 'cluster-admin', byPolicy)).toBe(
      'aws-web-identity known-to-cluster holds-everything',
    );
    const objects = grant('group:ops', '*', 'all', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] });
    const byGroup: World = { provider: 'eks', answers: [eks(), role, entry(['ops'])], objects };
    expect(kinds('sa:shop/api', 'cluster-admin', byGroup)).toBe(
      'aws-web-identity known-to-cluster holds-everything',
    );
    expect(kinds('sa:shop/api', 'cluster-admin', { ...byGroup, answers: [eks(), role, entry([])] })).toBe(
      '-',
    );
  });
});

// https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
describe('aws-auth', () => {
  const mapRoles = (...rows: object[]) =>
    ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'aws-auth', namespace: 'kube-system' },
      data: { mapRoles: JSON.stringify(rows) },
    }) as KubernetesObject;
  const role = details('api', web('system:serviceaccount:shop:api'));
  const world = (mode: string, ...rows: object[]): World => ({
    provider: 'eks',
    objects: [mapRoles(...rows)],
    answers: [eks(mode), role],
  });
  const masters = { rolearn: roleArn('api'), username: 'api', groups: ['system:masters'] };

  test.each<[string, World, string]>([
    ['lets it in', world('CONFIG_MAP', masters), 'aws-web-identity known-to-cluster'],
    ['is read beside entries', world('API_AND_CONFIG_MAP', masters), 'aws-web-identity known-to-cluster'],
    ['is not read', world('API', masters), '-'],
    ['lets another in', world('CONFIG_MAP', { ...masters, rolearn: roleArn('web') }), '-'],
    ['puts it into another group', world('CONFIG_MAP', { ...masters, groups: ['team'] }), '-'],
  ])('%s', (_title, given, expected) => {
    expect(kinds('sa:shop/api', 'system-masters', given)).toBe(expected);
  });

  test('names the role of the nodes', () => {
    const nodes = details(
      'nodes',
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      { attached: [admin] },
    );
    const groups = ['system:bootstrappers', 'system:nodes'];
    const row = { rolearn: roleArn('nodes'), username: 'system:node:{{EC2PrivateDNSName}}', groups };
    const objects = [mapRoles(row), workload('DaemonSet', 'shop/host', { hostNetwork: true })];
    const given: World = { provider: 'eks', objects, answers: [eks('CONFIG_MAP'), nodes] };
    expect(kinds('host', 'cloud-admin', given)).toBe('host-metadata administers-cloud');
    expect(kinds('host', 'cloud-admin', { ...given, answers: [eks('API'), nodes] })).toBe('-');
  });
});

describe('EKS Pod Identity', () => {
  const association = {
    association: { clusterName: 'prod', namespace: 'shop', serviceAccount: 'api', roleArn: roleArn('api') },
  };

  test('an association with an account that is not there leads nobody anywhere', () => {
    const role = details('api', podIdentityTrust, { attached: [admin] });
    const gone = { association: { ...association.association, serviceAccount: 'gone' } };
    const answers = [eks(), gone, role];
    expect(kinds('sa:shop/gone', 'cloud-admin', { provider: 'eks', answers })).toBe('-');
  });

  test('an association gives its role, where the role lets it', () => {
    const role = details('api', podIdentityTrust, { attached: [admin] });
    const given: World = { provider: 'eks', answers: [eks(), association, role] };
    expect(kinds('sa:shop/api', 'cloud-admin', given)).toBe('aws-pod-identity administers-cloud');
    expect(kinds('sa:shop/web', 'cloud-admin', given)).toBe('-');
    const untagged = { ...podIdentityTrust, Action: 'sts:AssumeRole' };
    const refused = details('api', untagged, { attached: [admin] });
    expect(
      kinds('sa:shop/api', 'cloud-admin', { provider: 'eks', answers: [eks(), association, refused] }),
    ).toBe('-');
  });
});

describe('nodes of EKS', () => {
  const role = details(
    'nodes',
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    { attached: [admin] },
  );
  const entry = {
    accessEntry: {
      clusterName: 'prod',
      principalArn: roleArn('nodes'),
      kubernetesGroups: ['system:nodes'],
      type: 'EC2_LINUX',
    },
  };
  const instance = (options: object, tag = 'kubernetes.io/cluster/prod') => ({
    Reservations: [
      {
        Instances: [
          {
            InstanceId: 'i-1',
            IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/nodes' },
            MetadataOptions: { HttpEndpoint: 'enabled', ...options },
            Tags: [{ Key: tag, Value: 'owned' }],
          },
        ],
      },
    ],
  });
  const strict = { HttpTokens: 'required', HttpPutResponseHopLimit: 1 };
  const plain = workload('Deployment', 'shop/plain', { serviceAccountName: 'api' });
  const onHost = workload('DaemonSet', 'shop/host', { hostNetwork: true });
  const escaping = workload('Deployment', 'shop/root', {
    containers: [{ name: 'a', image: 'b:1', securityContext: { privileged: true } }],
  });
  const objects = [plain, onHost, escaping];

  test('who holds a node has its role, and pods in its network ask the metadata service', () => {
    const given: World = { provider: 'eks', objects, answers: [eks(), entry, role] };
    expect(kinds('root', 'cloud-admin', given)).toBe(
      'escape-container node-cloud-identity administers-cloud',
    );
    expect(kinds('host', 'cloud-admin', given)).toBe('host-metadata administers-cloud');
    expect(kinds('plain', 'cloud-admin', given)).toBe('-');
  });

  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
  test.each<[object, string]>([
    [strict, '-'],
    [{ ...strict, HttpPutResponseHopLimit: 2 }, 'pod-metadata administers-cloud'],
    [{ ...strict, HttpTokens: 'optional' }, 'pod-metadata administers-cloud'],
    [{ ...strict, HttpTokens: 'optional', HttpEndpoint: 'disabled' }, '-'],
  ])('other pods do where the options of a machine let them: %j', (options, expected) => {
    expect(
      kinds('plain', 'cloud-admin', { provider: 'eks', objects, answers: [eks(), role, instance(options)] }),
    ).toBe(expected);
  });

  test('a machine of another cluster says nothing of this one', () => {
    const other = instance({ HttpTokens: 'optional' }, 'kubernetes.io/cluster/test');
    expect(kinds('plain', 'cloud-admin', { provider: 'eks', objects, answers: [eks(), role, other] })).toBe(
      '-',
    );
  });
});

describe('AKS', () => {
  const subscription = '/subscriptions/11111111-0000-0000-0000-000000000000';
  const aks = {
    id: `${subscription}/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/prod`,
    name: 'prod',
    type: 'Microsoft.ContainerService/ManagedClusters',
    oidcIssuerProfile: { enabled: true, issuerUrl: 'https://westeurope.oic.prod-aks.azure.com/t/i/' },
    identityProfile: { kubeletidentity: { clientId: 'kubelet-client', objectId: 'kubelet-object' } },
  };
  const identity = {
    name: 'api',
    clientId: 'api-client',
    principalId: 'api-object',
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  };
  const credential = (subject: string, issuerUrl = 'https://westeurope.oic.prod-aks.azure.com/t/i/') => ({
    id: `${subscription}/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/api/federatedIdentityCredentials/c`,
    issuer: issuerUrl,
    subject,
    audiences: ['api://AzureADTokenExchange'],
  });
  const assignment = (roleDefinitionName: string, scope: string, principalId = 'api-object') => ({
    id: 'a',
    roleDefinitionId: 'r',
    roleDefinitionName,
    scope,
    principalId,
    principalName: '',
    principalType: 'ServicePrincipal',
  });
  const own = credential('system:serviceaccount:shop:api');

  test.each<[string, readonly unknown[], string]>([
    [
      'Owner of the subscription',
      [own, assignment('Owner', subscription)],
      'entra-federation administers-cloud',
    ],
    [
      'Contributor of it',
      [own, assignment('Contributor', subscription)],
      'entra-federation administers-cloud',
    ],
    ['Reader of it', [own, assignment('Reader', subscription)], '-'],
    ['Owner of a resource group', [own, assignment('Owner', `${subscription}/resourceGroups/g`)], '-'],
    ['Owner, of another identity', [own, assignment('Owner', subscription, 'somebody')], '-'],
    [
      'Owner, by the issuer of another cluster',
      [credential('system:serviceaccount:shop:api', 'https://other/'), assignment('Owner', subscription)],
      '-',
    ],
    [
      'Owner, for another account',
      [credential('system:serviceaccount:shop:web'), assignment('Owner', subscription)],
      '-',
    ],
  ])('%s', (_title, answers, expected) => {
    expect(
      kinds('sa:shop/api', 'cloud-admin', { provider: 'aks', answers: [aks, identity, ...answers] }),
    ).toBe(expected);
  });

  test('an identity that RBAC knows by its object id comes back with what it is bound to', () => {
    const bound = (name: string) =>
      grant(`user:${name}`, '*', 'all', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] });
    const given = (name: string): World => ({
      provider: 'aks',
      objects: bound(name),
      answers: [aks, identity, own],
    });
    expect(kinds('sa:shop/api', 'cluster-admin', given('api-object'))).toBe(
      'entra-federation known-to-cluster holds-everything',
    );
    expect(kinds('sa:shop/api', 'cluster-admin', given('another-object'))).toBe('-');
  });

  const custom = (actions: string[], condition: string | null = null) => [
    { ...assignment('Shop Operator', subscription), roleDefinitionId: '/x/roleDefinitions/R1', condition },
    {
      id: '/y/roleDefinitions/r1',
      roleName: 'Shop Operator',
      type: 'Microsoft.Authorization/roleDefinitions',
      permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
    },
  ];
  // https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged
  test.each<[readonly unknown[], string]>([
    [custom(['Microsoft.Authorization/roleAssignments/*']), 'entra-federation administers-cloud'],
    [custom(['Microsoft.Authorization/roleAssignments/*'], 'only some'), '-'],
    [custom(['*/write']), 'entra-federation administers-cloud'],
    [custom(['Microsoft.Authorization/roleDefinitions/write']), 'entra-federation rewrites-own-policy'],
    [custom(['Microsoft.Storage/*']), '-'],
    [custom([]).slice(0, 1), '-'],
    [[{ ...assignment('User Access Administrator', subscription), condition: 'only some' }], '-'],
  ])('roles that people write: %j', (answers, expected) => {
    expect(
      kinds('sa:shop/api', 'cloud-admin', { provider: 'aks', answers: [aks, identity, own, ...answers] }),
    ).toBe(expected);
  });

  test('an identity that owns what is around the cluster comes back into it', () => {
    const answers = [aks, identity, own, assignment('Owner', `${subscription}/resourceGroups/g`)];
    expect(kinds('sa:shop/api', 'cluster-admin', { provider: 'aks', answers })).toBe(
      'entra-federation known-to-cluster holds-everything',
    );
  });

  test('pods reach the identity of the kubelets by the metadata service', () => {
    const answers = [aks, assignment('Contributor', subscription, 'kubelet-object')];
    const objects = [workload('Deployment', 'shop/plain')];
    expect(kinds('plain', 'cloud-admin', { provider: 'aks', objects, answers })).toBe(
      'pod-metadata administers-cloud',
    );
  });
});

describe('GKE', () => {
  const pool = 'shop-prod.svc.id.goog';
  const gke = (mode = 'GKE_METADATA') => ({
    name: 'prod',
    selfLink: 'https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/prod',
    workloadIdentityConfig: { workloadPool: pool },
    nodePools: [{ name: 'a', config: { serviceAccount: 'default', workloadMetadataConfig: { mode } } }],
  });
  const email = 'api@shop-prod.iam.gserviceaccount.com';
  const policy = (resource: string, role: string, ...members: string[]) => ({
    resource,
    policy: { bindings: [{ role, members }] },
  });
  const project = '//cloudresourcemanager.googleapis.com/projects/shop-prod';
  const of = `//iam.googleapis.com/projects/shop-prod/serviceAccounts/${email}`;
  const member = `serviceAccount:${pool}[shop/api]`;
  const principals = `iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/${pool}`;
  const lets = policy(of, 'roles/iam.workloadIdentityUser', member);
  const editor = policy(project, 'roles/editor', `serviceAccount:${email}`);
  const linked = 'google-workload-identity administers-cloud';

  test.each<[string, readonly unknown[], string]>([
    ['an account that lets it in', [lets, editor], linked],
    [
      'an account that lets another in',
      [policy(of, 'roles/iam.workloadIdentityUser', `serviceAccount:${pool}[shop/web]`), editor],
      '-',
    ],
    ['an account that it may only see', [policy(of, 'roles/iam.serviceAccountViewer', member), editor], '-'],
    [
      'an account that reads the project',
      [lets, policy(project, 'roles/viewer', `serviceAccount:${email}`)],
      '-',
    ],
    [
      'roles by its own name',
      [policy(project, 'roles/owner', `principal://${principals}/subject/ns/shop/sa/api`)],
      linked,
    ],
    [
      'roles of its namespace',
      [policy(project, 'roles/owner', `principalSet://${principals}/namespace/shop`)],
      linked,
    ],
    [
      'roles of another namespace',
      [policy(project, 'roles/owner', `principalSet://${principals}/namespace/other`)],
      '-',
    ],
    [
      'an account that is disabled',
      [lets, editor, { email, projectId: 'shop-prod', uniqueId: '1', disabled: true }],
      '-',
    ],
  ])('%s', (_title, answers, expected) => {
    expect(kinds('sa:shop/api', 'cloud-admin', { provider: 'gke', answers: [gke(), ...answers] })).toBe(
      expected,
    );
  });

  const deployer = 'deployer@shop-prod.iam.gserviceaccount.com';
  const listed = { email: deployer, projectId: 'shop-prod', uniqueId: '2' };
  const ofDeployer = `//iam.googleapis.com/projects/shop-prod/serviceAccounts/${deployer}`;
  const creator = 'roles/iam.serviceAccountTokenCreator';
  const owner = policy(project, 'roles/owner', `serviceAccount:${deployer}`);
  const further = 'google-workload-identity google-impersonation administers-cloud';
  // https://cloud.google.com/iam/docs/service-account-impersonation
  test.each<[string, readonly unknown[], string]>([
    ['on it', [policy(ofDeployer, creator, `serviceAccount:${email}`)], further],
    ['on its project', [listed, policy(project, creator, `serviceAccount:${email}`)], further],
    [
      'on another project',
      [listed, policy(project.replace('prod', 'test'), creator, `serviceAccount:${email}`)],
      '-',
    ],
    [
      'of somebody else',
      [policy(ofDeployer, creator, 'serviceAccount:web@shop-prod.iam.gserviceaccount.com')],
      '-',
    ],
    [
      'which only lets it be attached',
      [policy(ofDeployer, 'roles/iam.serviceAccountUser', `serviceAccount:${email}`)],
      '-',
    ],
    [
      'of an account that is disabled',
      [{ ...listed, disabled: true }, policy(ofDeployer, creator, `serviceAccount:${email}`)],
      '-',
    ],
    [
      'on a condition',
      [
        {
          resource: ofDeployer,
          policy: {
            bindings: [
              {
                role: creator,
                members: [`serviceAccount:${email}`],
                condition: { title: 'now', expression: 'true' },
              },
            ],
          },
        },
      ],
      '-',
    ],
    [
      'of each other, which ends',
      [
        policy(ofDeployer, creator, `serviceAccount:${email}`),
        policy(of, creator, `serviceAccount:${deployer}`),
      ],
      further,
    ],
  ])('an account that owns the project, by the making of tokens %s', (_title, answers, expected) => {
    const given: World = { provider: 'gke', answers: [gke(), lets, owner, ...answers] };
    expect(kinds('sa:shop/api', 'cloud-admin', given)).toBe(expected);
  });

  const name = 'projects/shop-prod/roles/own';
  const custom = (...includedPermissions: string[]) => ({
    name,
    title: 'Own',
    stage: 'GA',
    includedPermissions,
  });
  const has = policy(project, name, `serviceAccount:${email}`);
  // https://cloud.google.com/iam/docs/permissions-reference
  test.each<[readonly unknown[], string]>([
    [[lets, has, custom('resourcemanager.projects.setIamPolicy')], linked],
    [[lets, has, custom('iam.roles.update')], 'google-workload-identity rewrites-own-policy'],
    [[lets, has, custom('resourcemanager.projects.getIamPolicy')], '-'],
    [[lets, has], '-'],
    [[policy(of, name, member), custom('iam.serviceAccounts.getAccessToken'), editor], linked],
    [[policy(of, name, member), custom('iam.serviceAccounts.get'), editor], '-'],
  ])('roles that people write: %j', (answers, expected) => {
    expect(kinds('sa:shop/api', 'cloud-admin', { provider: 'gke', answers: [gke(), ...answers] })).toBe(
      expected,
    );
  });

  test.each([
    ['GKE_METADATA', '-', 'host-metadata administers-cloud'],
    ['GCE_METADATA', 'pod-metadata administers-cloud', 'host-metadata administers-cloud'],
  ])('nodes in mode %s, whose account is the default one', (mode, plain, host) => {
    const compute = policy(
      project,
      'roles/editor',
      'serviceAccount:12345-compute@developer.gserviceaccount.com',
    );
    const objects = [
      workload('Deployment', 'shop/plain'),
      workload('DaemonSet', 'shop/host', { hostNetwork: true }),
    ];
    const given: World = { provider: 'gke', objects, answers: [gke(mode), compute] };
    expect(kinds('plain', 'cloud-admin', given)).toBe(plain);
    expect(kinds('host', 'cloud-admin', given)).toBe(host);
  });
});

test('without evidence the graph ends at the cluster', () => {
  const objects = [workload('DaemonSet', 'shop/host', { hostNetwork: true })];
  expect(kinds('host', 'cloud-admin', { provider: 'eks', objects, answers: [] })).toBe('-');
});
