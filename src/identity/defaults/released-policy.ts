import { createHash } from 'node:crypto';
import type { ClusterObject, KubernetesVersion, Provider } from '../../cluster/index.ts';
import inventory from '../generated/released-policy.json' with { type: 'json' };
import { canonical, canonicalSubject } from './canonical.ts';

/**
 * The roles and bindings of a platform whose releases are public, by their digests: too many to be written down, and each
 * either is as a release has it or is not.
 */
interface ReleasedPolicy {
  readonly maker: string;
  /** Minor versions of Kubernetes under these releases. */
  readonly minors: readonly [number, number];
  /** By kind, namespace and name: what operators write again when it differs. */
  readonly written: Digests;
  /** The same of what the server only adds to, so that it may have more from older releases. */
  readonly added: Digests;
}

type Digests = ReadonlyMap<string, readonly string[]>;

const released: ReadonlyMap<string, ReleasedPolicy> = new Map(
  inventory.map(({ provider, maker, minors: [from = 0, to = 0], written, added }) => [
    provider,
    {
      maker,
      minors: [from, to],
      written: new Map<string, readonly string[]>(Object.entries(written)),
      added: new Map<string, readonly string[]>(Object.entries(added)),
    },
  ]),
);

/** How an object stands to what the releases of its platform make of that name. */
export type ReleasedState =
  | 'as-released'
  /** Of the name, and of other content than any release of this version. */
  | 'changed'
  /** Of the name; the releases of this version are not known. */
  | 'unknown-version'
  | 'not-released';

/** A binding that names nobody grants nothing: so platforms are hardened, and it is no change to warn of. */
export function releasedState(
  object: ClusterObject,
  { minor }: KubernetesVersion,
  provider: Provider | undefined,
): ReleasedState {
  const policy = released.get(provider ?? '');
  const key = releasedKey(object);
  const digests = policy?.written.get(key) ?? policy?.added.get(key);
  if (policy === undefined || digests === undefined) return 'not-released';
  if (digests.includes(contentDigest(object.body)) || isOfNobody(object.body)) return 'as-released';
  if (!policy.written.has(key)) return 'not-released';
  const [from, to] = policy.minors;
  return minor >= from && minor <= to ? 'changed' : 'unknown-version';
}

/** The releases that have an object of that name: `OpenShift 4.18 to 4.22`. */
export function releasesOf(object: ClusterObject, provider: Provider | undefined): string | undefined {
  const policy = released.get(provider ?? '');
  const key = releasedKey(object);
  return policy?.written.has(key) || policy?.added.has(key) ? policy.maker : undefined;
}

/**
 * 128 bits of SHA-256 over what a role allows, or over the role of a binding and whom it names; order does not count, nor the
 * API group of the role, which can be one only and which the server adds.
 */
export function contentDigest(body: Readonly<Record<string, unknown>>): string {
  const { rules, aggregationRule, roleRef, subjects } = body;
  const named = Array.isArray(subjects) ? [...new Set(subjects.map(canonicalSubject))].sort() : [];
  const { kind, name } = (roleRef ?? {}) as Readonly<Record<string, unknown>>;
  const text =
    roleRef === undefined ? canonical({ rules, aggregationRule }) : canonical({ kind, name, named });
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

function isOfNobody({ roleRef, subjects }: Readonly<Record<string, unknown>>): boolean {
  return roleRef !== undefined && (!Array.isArray(subjects) || subjects.length === 0);
}

function releasedKey({ kind, namespace, name }: ClusterObject): string {
  return `${kind}/${namespace}/${name}`;
}
