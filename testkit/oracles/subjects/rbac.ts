import fc from 'fast-check';
import type { KubernetesObject } from '../../../src/cluster/index.ts';
import {
  type AccessRequest,
  can,
  indexOfObjects,
  type PolicyRule,
  type Principal,
  rulesCover,
  serviceAccountUser,
  whoCan,
} from '../../../src/identity/index.ts';
import { startOracle } from '../oracle.ts';
import type { RbacAnswer, RbacQuestion, RbacRequest } from '../questions.ts';
import type { FuzzSubject } from '../subject.ts';

type Who = ReturnType<typeof whoCan> extends Iterable<infer Each> ? Each : never;

const principals = 4;
const requests = 16;
const covers = 4;

const namespace = fc.constantFrom('shop', 'ci', 'kube-system');
const roleName = fc.constantFrom('one', 'two', 'three');
const verb = fc.constantFrom(
  'get',
  'list',
  'create',
  'update',
  '*',
  'impersonate',
  'bind',
  'escalate',
  'Get',
  '',
  'impersonate:user-info',
  'impersonate-on:user-info:get',
  'g*',
  'use',
  'deletecollection',
);
const apiGroup = fc.constantFrom('', 'apps', '*', 'rbac.authorization.k8s.io', 'app*');
const ruleResource = fc.constantFrom(
  'pods',
  'pods/exec',
  'pods/*',
  '*',
  '*/exec',
  '*/*',
  'secrets',
  'deployments',
  'deployments/scale',
  '*/scale',
  'po*',
  '',
  'exec',
  'pods/exec/more',
  '/exec',
  '*/',
);
const objectName = fc.constantFrom('a', 'b', '', '*', 'one');
const pathPattern = fc.constantFrom('*', '/metrics', '/metrics/*', '/metrics*', '/metrics/**', '', '/', '/*');
const few = <Value>(arbitrary: fc.Arbitrary<Value>, maxLength: number) => fc.array(arbitrary, { maxLength });

const rule: fc.Arbitrary<PolicyRule> = fc.record({
  verbs: few(verb, 3),
  apiGroups: few(apiGroup, 2),
  resources: few(ruleResource, 3),
  resourceNames: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, few(objectName, 2)),
  nonResourceURLs: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, few(pathPattern, 2)),
});
const rules = few(rule, 3);

// A subject without a name is refused by the API server: it binds nobody here, and upstream's packages never meet it.
const userName = fc.constantFrom(
  'jane',
  'system:serviceaccount:ci:runner',
  'system:serviceaccount:shop:runner',
);
const groupName = fc.constantFrom('team', 'system:authenticated', 'system:serviceaccounts:ci');
const boundSubject = fc.oneof(
  userName.map((name) => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name })),
  groupName.map((name) => ({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name })),
  fc.record({
    kind: fc.constant('ServiceAccount'),
    name: fc.constant('runner'),
    namespace: fc.oneof(namespace, fc.constant('')),
  }),
  fc.record({ kind: fc.constantFrom('user', 'Robot'), name: fc.constant('jane') }),
);
const roleRef = fc.record({
  apiGroup: fc.constant('rbac.authorization.k8s.io'),
  kind: fc.constantFrom('ClusterRole', 'Role', 'ClusterRole', 'Role', 'clusterrole'),
  name: fc.oneof({ weight: 5, arbitrary: roleName }, fc.constant('missing')),
});

function object(kind: string, fields: object) {
  return (name: string, inNamespace?: string): KubernetesObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name, ...(inNamespace !== undefined && { namespace: inNamespace }) },
    ...fields,
  });
}

/** Objects of different names and namespaces. */
const named = (kind: string, fields: fc.Arbitrary<object>, namespaced: boolean) =>
  fc.uniqueArray(
    fc
      .tuple(roleName, namespaced ? namespace : fc.constant(undefined), fields)
      .map(([name, inNamespace, rest]) => object(kind, rest)(name, inNamespace)),
    { maxLength: 4, selector: ({ metadata }) => `${metadata.namespace}/${metadata.name}` },
  );
const binding = fc.record({ roleRef, subjects: few(boundSubject, 3) });

const principal: fc.Arbitrary<Principal & { user: string }> = fc.record({
  user: userName,
  groups: fc.uniqueArray(groupName, { maxLength: 3 }),
});
const request: fc.Arbitrary<RbacRequest> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      verb,
      apiGroup: fc.constantFrom('', 'apps', 'rbac.authorization.k8s.io', '*'),
      resource: fc.constantFrom('pods', 'secrets', 'deployments', '*', 'roles', 'pods/exec'),
      subresource: fc.constantFrom('', '', 'exec', 'scale', '*', 'exec/more'),
      name: objectName,
      namespace: fc.oneof(namespace, fc.constant('')),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      verb,
      path: fc.constantFrom('/metrics', '/metrics/x', '/healthz', '/metricsx', '*', '/'),
    }),
  },
);

const exactly = <Value>(arbitrary: fc.Arbitrary<Value>, length: number) =>
  fc.array(arbitrary, { minLength: length, maxLength: length });

const question: fc.Arbitrary<RbacQuestion> = fc.record({
  roles: named('Role', fc.record({ rules }), true),
  clusterRoles: named('ClusterRole', fc.record({ rules }), false),
  roleBindings: named('RoleBinding', binding, true),
  clusterRoleBindings: named('ClusterRoleBinding', binding, false),
  principals: exactly(principal, principals),
  requests: exactly(request, requests),
  covers: exactly(fc.record({ owner: rules, servant: rules }), covers),
});

/** Who may do what, who of all, and what covers what, against upstream's authorizer, subject locator and rule comparison. */
export const rbac: FuzzSubject<RbacQuestion> = {
  name: 'rbac',
  questionsEach: principals * requests + requests + covers,
  arbitrary: question,
  async start() {
    const oracle = await startOracle<RbacQuestion, RbacAnswer>('oracle-rbac');
    if (oracle === undefined) return undefined;
    return {
      async compare(questions) {
        const answers = await oracle.ask(questions);
        return questions.map((asked, index) => difference(asked, answers[index]));
      },
      close: () => oracle.close(),
    };
  },
};

function difference(asked: RbacQuestion, theirs: RbacAnswer | undefined): string | undefined {
  const ours = answer(asked);
  const upstream = {
    allowed: theirs?.allowed,
    subjects: theirs?.subjects.map((subjects) => sorted(subjects.flatMap(upstreamSubject))),
    covers: theirs?.covers,
  };
  if (JSON.stringify(ours) === JSON.stringify(upstream)) return undefined;
  const row = asked.requests.findIndex(
    (_, at) =>
      JSON.stringify([ours.allowed[at], ours.subjects[at]]) !==
      JSON.stringify([upstream.allowed?.[at], upstream.subjects?.[at]]),
  );
  const what = row < 0 ? 'covers' : JSON.stringify(asked.requests[row]);
  return `upstream ${JSON.stringify([upstream.allowed?.[row], upstream.subjects?.[row], upstream.covers])}, ours ${JSON.stringify([ours.allowed[row], ours.subjects[row], ours.covers])} for ${what}`;
}

function answer({ roles, clusterRoles, roleBindings, clusterRoleBindings, ...asked }: RbacQuestion) {
  const index = indexOfObjects([...roles, ...clusterRoles, ...roleBindings, ...clusterRoleBindings], {
    aggregate: false,
  });
  const all = asked.requests.map(accessRequest);
  return {
    allowed: all.map((each) => asked.principals.map((who) => can(index, who, each).allowed)),
    subjects: all.map((each) =>
      sorted(
        [...whoCan(index, each)]
          .filter(hasNamespace)
          .map(({ subject }) =>
            subject.kind === 'ServiceAccount'
              ? `User ${serviceAccountUser(subject.namespace, subject.name)}`
              : `${subject.kind} ${subject.name}`,
          ),
      ),
    ),
    covers: asked.covers.map(({ owner, servant }) => rulesCover(owner, servant)),
  };
}

function accessRequest(asked: RbacRequest): AccessRequest {
  return asked.path === undefined
    ? {
        verb: asked.verb,
        apiGroup: asked.apiGroup ?? '',
        resource: asked.resource ?? '',
        ...(asked.subresource !== '' &&
          asked.subresource !== undefined && { subresource: asked.subresource }),
        ...(asked.name !== '' && asked.name !== undefined && { name: asked.name }),
        ...(asked.namespace !== '' && asked.namespace !== undefined && { namespace: asked.namespace }),
      }
    : { verb: asked.verb, path: asked.path };
}

/**
 * What upstream lists as it stands in the binding. Left out are members of `system:masters`, whom we name apart, entries
 * of kinds that match nobody, and service accounts without a namespace, which upstream lists and does not resolve.
 */
function upstreamSubject({
  kind,
  name,
  namespace: own,
}: {
  kind: string;
  name: string;
  namespace?: string;
}): string[] {
  if (kind === 'Group') return name === 'system:masters' ? [] : [`Group ${name}`];
  if (kind === 'User') return [`User ${name}`];
  return kind === 'ServiceAccount' && own ? [`User ${serviceAccountUser(own, name)}`] : [];
}

function hasNamespace({ subject, index, grant }: Who): boolean {
  const entries = grant.binding.object.body['subjects'] as readonly {
    readonly kind: string;
    readonly namespace?: string;
  }[];
  const entry = entries[index];
  return subject.kind !== 'ServiceAccount' || entry?.kind !== 'ServiceAccount' || entry.namespace !== '';
}

function sorted(subjects: readonly string[]): string[] {
  return [...new Set(subjects)].sort();
}
