/** Whom a binding can name. */
export type Subject =
  | { readonly kind: 'User'; readonly name: string }
  | { readonly kind: 'Group'; readonly name: string }
  | { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string };

/** Who sends a request: a user name, or nobody in particular, and every group it is in. */
export interface Principal {
  readonly user?: string;
  readonly groups: readonly string[];
}

const serviceAccountPrefix = 'system:serviceaccount:';
const anonymous = 'system:anonymous';
const unauthenticated = 'system:unauthenticated';
const authenticated = 'system:authenticated';
/** Members may do everything, without any binding, and no removal of bindings takes it away. */
export const mastersGroup = 'system:masters';

/** `system:serviceaccount:shop:api`, the user name of a service account's tokens. */
export function serviceAccountUser(namespace: string, name: string): string {
  return `${serviceAccountPrefix}${namespace}:${name}`;
}

/** The service account that a user name means; the name is everything after the namespace. */
export function serviceAccountOf(user: string): Extract<Subject, { kind: 'ServiceAccount' }> | undefined {
  if (!user.startsWith(serviceAccountPrefix)) return undefined;
  const parts = user.slice(serviceAccountPrefix.length).split(':');
  const [namespace, name] = parts;
  return parts.length === 2 && namespace && name ? { kind: 'ServiceAccount', namespace, name } : undefined;
}

/**
 * The principal that a subject acts as, with the groups that the API server adds by itself. Other groups of a user are
 * known to the identity provider only: give them in `groups` where they are known. A group stands for any member of it
 * who is in no other.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/
 */
export function principalOf(subject: Subject, groups: readonly string[] = []): Principal {
  switch (subject.kind) {
    case 'ServiceAccount':
      return {
        user: serviceAccountUser(subject.namespace, subject.name),
        groups: [
          'system:serviceaccounts',
          `system:serviceaccounts:${subject.namespace}`,
          authenticated,
          ...groups,
        ],
      };
    case 'Group':
      return subject.name === unauthenticated || subject.name === authenticated
        ? { groups: [subject.name, ...groups] }
        : { groups: [subject.name, authenticated, ...groups] };
    case 'User': {
      const account = serviceAccountOf(subject.name);
      if (account !== undefined) return principalOf(account, groups);
      const own = subject.name === anonymous ? unauthenticated : authenticated;
      return { user: subject.name, groups: [own, ...groups] };
    }
  }
}

/** The principal that has only what bindings give the subject itself by name. */
export function principalWithoutGroups(subject: Subject): Principal {
  switch (subject.kind) {
    case 'Group':
      return { groups: [subject.name] };
    case 'User':
      return { user: subject.name, groups: [] };
    case 'ServiceAccount':
      return { user: serviceAccountUser(subject.namespace, subject.name), groups: [] };
  }
}

/** Unambiguous text of a subject, for maps and for order. */
export function subjectKey(subject: Subject): string {
  return subject.kind === 'ServiceAccount'
    ? `ServiceAccount/${subject.namespace}/${subject.name}`
    : `${subject.kind}/${subject.name}`;
}

/** A subject in a sentence: `service account ci/runner`, `group shop:sre`, `user jonas@shop.example`. */
export function formatSubject(subject: Subject): string {
  if (subject.kind === 'ServiceAccount') return `service account ${subject.namespace}/${subject.name}`;
  return `${subject.kind === 'User' ? 'user' : 'group'} ${subject.name}`;
}

/** Who is behind a subject. */
export type Nature = 'human' | 'machine' | 'everybody' | 'unknown';

/** Whom a reader looks at first. */
export const natureRank: Readonly<Record<Nature, number>> = {
  everybody: 0,
  human: 1,
  unknown: 2,
  machine: 3,
};

/**
 * Whether people are behind a subject, as far as its name tells: service accounts and names that Kubernetes keeps for its
 * own parts are machines, the groups of all identities are everybody, and whatever an identity provider named is a person.
 * A role of AWS and a user that is an object id of Entra may stand for both, unless IAM Identity Center made the role for people:
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsets.html
 */
export function natureOf(subject: Subject): Nature {
  if (subject.kind === 'ServiceAccount') return 'machine';
  const { name } = subject;
  if (name === authenticated || name === unauthenticated || name === anonymous) return 'everybody';
  if (name === mastersGroup || /:(?:assumed-)?role\/(?:.*\/)?AWSReservedSSO_/.test(name)) return 'human';
  if (/^arn:aws[\w-]*:(?:iam|sts)::\d*:(?:assumed-)?role\//.test(name)) return 'unknown';
  if (subject.kind === 'User' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)) return 'unknown';
  return /^system:|^(eks|aks|gke|gcp):|^kubelet-|^kube-apiserver|\.gserviceaccount\.com$/.test(name)
    ? 'machine'
    : 'human';
}
