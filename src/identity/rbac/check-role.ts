import { nearest } from '../../cluster/index.ts';
import { Checks, fieldsOf, listOf } from './checks.ts';
import { objectVerbs } from './verbs.ts';

type Rule = Readonly<Record<string, unknown>>;

/** API groups without a dot; every other one is a name of a domain. https://kubernetes.io/docs/reference/using-api/#api-groups */
const plainGroups: ReadonlySet<string> = new Set([
  '',
  '*',
  'apps',
  'autoscaling',
  'batch',
  'extensions',
  'policy',
]);

/** The others are short, and nearly some word of one's own. */
const verbs: readonly string[] = [...objectVerbs, 'impersonate', 'escalate'];

/** Verbs of HTTP that are others for a resource. */
const ofHttp: Readonly<Record<string, string>> = { post: 'create', put: 'update', head: 'get' };

/**
 * What the API server refuses of a role, and words in it that match nothing. Custom verbs are many, so one is doubted only
 * where it is nearly one of Kubernetes.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/rbac/validation/validation.go
 */
export function checkRole(checks: Checks): void {
  const { kind, body } = checks.object;
  for (const [index, entry] of (listOf(body['rules']) ?? []).entries()) {
    const rule = fieldsOf(entry);
    if (rule !== undefined) checkRule(checks, rule, ['rules', index], kind === 'Role');
  }
  const aggregation = fieldsOf(body['aggregationRule']);
  if (aggregation !== undefined && listOf(aggregation['clusterRoleSelectors'])?.length === 0)
    checks.refuse(['aggregationRule', 'clusterRoleSelectors'], 'there is none');
}

function checkRule(
  checks: Checks,
  rule: Rule,
  path: readonly (string | number)[],
  inNamespace: boolean,
): void {
  const [asked, groups, resources, paths] = [
    listOf(rule['verbs']),
    listOf(rule['apiGroups']),
    listOf(rule['resources']),
    listOf(rule['nonResourceURLs']),
  ];
  if (asked === undefined || groups === undefined || resources === undefined || paths === undefined) return;
  const names = listOf(rule['resourceNames']) ?? [];
  if (asked.length === 0) checks.refuse([...path, 'verbs'], 'a rule has a verb');
  if (paths.length > 0) {
    if (inNamespace) checks.refuse([...path, 'nonResourceURLs'], 'paths belong to no namespace');
    if (groups.length + resources.length + names.length > 0)
      checks.refuse([...path, 'nonResourceURLs'], 'a rule is for resources or for paths');
    return;
  }
  if (groups.length === 0) checks.refuse([...path, 'apiGroups'], 'a rule for resources has an API group');
  if (resources.length === 0) checks.refuse([...path, 'resources'], 'a rule has resources or paths');
  for (const [index, verb] of texts(asked)) checkVerb(checks, verb, [...path, 'verbs', index]);
  for (const [index, group] of texts(groups)) checkGroup(checks, group, [...path, 'apiGroups', index]);
  for (const [index, resource] of texts(resources))
    checkResource(checks, resource, [...path, 'resources', index]);
}

function checkVerb(checks: Checks, verb: string, path: readonly (string | number)[]): void {
  let meant = meantVerbs.get(verb);
  if (meant === undefined) meantVerbs.set(verb, (meant = meantVerb(verb)));
  if (meant !== verb)
    checks.doubt(path, `"${verb}" is no verb of Kubernetes and matches nothing; ${meant} is`);
}

/** Few different verbs stand in many rules. */
const meantVerbs = new Map<string, string>();

/** The verb itself where nothing speaks against it. */
function meantVerb(verb: string): string {
  if (verbs.includes(verb)) return verb;
  const plain = verb.trim().toLowerCase();
  return verbs.includes(plain) ? plain : (ofHttp[plain] ?? mistyped(plain) ?? verb);
}

/** Longer by a letter, shorter, or with one changed: short verbs have too many neighbours. */
function mistyped(verb: string): string | undefined {
  const near = nearest(verb, verbs);
  const isNear = near !== undefined && verb.length > 3 && Math.abs(near.length - verb.length) <= 1;
  return isNear && sharesMost(verb, near) ? near : undefined;
}

function sharesMost(one: string, other: string): boolean {
  const letters = [...other];
  let same = 0;
  for (const letter of one) {
    const at = letters.indexOf(letter);
    if (at < 0) continue;
    letters.splice(at, 1);
    same++;
  }
  return same >= Math.max(one.length, other.length) - 1;
}

function checkGroup(checks: Checks, group: string, path: readonly (string | number)[]): void {
  if (group.includes('/'))
    checks.doubt(path, `"${group}" matches nothing: an API group is written without its version`);
  else if (group === 'core' || /^v\d/.test(group))
    checks.doubt(path, `"${group}" matches nothing: the group of Pods and Secrets is ""`);
  else if (!plainGroups.has(group) && !group.includes('.'))
    checks.doubt(path, `"${group}" is no API group that is known, and it has no domain`);
  else checks.lookAlike(group, path);
}

function checkResource(checks: Checks, resource: string, path: readonly (string | number)[]): void {
  if (resource.endsWith('/*'))
    checks.doubt(
      path,
      `"${resource}" matches nothing: a star stands for every resource, or before a subresource`,
    );
  else if (resource !== resource.toLowerCase() || /\s/.test(resource))
    checks.doubt(path, `"${resource}" matches nothing: resources are written in small letters`);
  else checks.lookAlike(resource, path);
}

function texts(list: readonly unknown[]): [number, string][] {
  return [...list.entries()].flatMap(([index, entry]) =>
    typeof entry === 'string' ? [[index, entry] satisfies [number, string]] : [],
  );
}
