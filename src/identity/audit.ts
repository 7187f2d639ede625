import { type ClusterObject, compareText, type SourceOfTruth, sourceOfTruthOf } from '../cluster/index.ts';
import { type Ability, abilities } from './abilities/ability.ts';
import { type Holder, holdersIn, leastWays, type Way } from './abilities/holders.ts';
import { reachedAccounts } from './abilities/reached-accounts.ts';
import { ownBindings } from './analyses/everybody.ts';
import { type AwsMapping, isNodeMapping } from './aws-auth.ts';
import type { ClusterAccess, UnreadKind } from './cluster-access.ts';
import { declaredNeedOf } from './declared-needs.ts';
import { podMakerIn } from './pod-makers.ts';
import type { IndexedBinding } from './rbac/binding.ts';
import { existenceOf, type ServiceAccount, usesOf } from './service-accounts.ts';
import { mastersGroup, type Nature, natureOf, natureRank, type Subject, subjectKey } from './subject.ts';

/** Somebody with power over the whole cluster, standing. */
export interface StandingPower {
  readonly subject: Subject;
  readonly nature: Nature;
  /** `everything`, or the one step that is missing to it. */
  readonly power: 'everything' | 'one-step';
  /** Completes "may …", by the first way. */
  readonly what: string;
  /** Every set of bindings that gives such a power. */
  readonly ways: readonly Way[];
  /** Bindings that name the subject, and that all have to let go of it for such a power to end. */
  readonly cut: readonly IndexedBinding[];
  /** What it still may when they have: one step from everything, by other bindings. */
  readonly remains: Way | undefined;
  /** When the first of its bindings was made; undefined in manifests. */
  readonly created: string | undefined;
  /** True when a person declared it to be for emergencies. */
  readonly breakGlass: boolean;
  /** For service accounts: what runs as it, and whether it exists. */
  readonly runs: readonly ClusterObject[];
  readonly exists: boolean | undefined;
}

/** Somebody who becomes a strong service account of a namespace they have rights in. */
export interface ReachedPower {
  readonly subject: Subject;
  readonly namespace: string;
  readonly by: string;
  readonly account: ServiceAccount;
  readonly accountMay: string;
  readonly ways: readonly Way[];
}

/** A service account with rights that nothing declared needs. */
export interface StaleAccount {
  readonly account: ServiceAccount;
  readonly reason: 'does-not-exist' | 'nothing-runs-as-it';
  readonly bindings: readonly IndexedBinding[];
}

/** One line of an access review. */
export interface ReviewRow {
  readonly subject: Subject;
  readonly nature: Nature;
  readonly binding: IndexedBinding;
  readonly created: string | undefined;
  readonly owner: SourceOfTruth;
  readonly power: 'everything' | 'one-step' | 'limited';
}

/** The identity exercise of one cluster: who is too powerful, who is not needed. */
export interface AccessAudit {
  readonly standing: readonly StandingPower[];
  /** AWS identities that are in `system:masters` by the ConfigMap aws-auth. */
  readonly masters: readonly AwsMapping[];
  readonly reached: readonly ReachedPower[];
  readonly stale: readonly StaleAccount[];
  readonly review: readonly ReviewRow[];
  readonly unread: readonly UnreadKind[];
}

export interface AuditOptions {
  /** Keys of subjects that are meant for emergencies (see {@link subjectKey}). */
  readonly breakGlass: ReadonlySet<string>;
  readonly awsMappings: readonly AwsMapping[];
}

/** Answers the exercise from roles, bindings and workloads alone: what people and machines really use is not known here. */
export function auditOf(access: ClusterAccess, { breakGlass, awsMappings }: AuditOptions): AccessAudit {
  const standing = standingPowers(access, breakGlass);
  return {
    standing,
    masters: awsMappings.filter(
      (mapping) => mapping.groups.includes(mastersGroup) && !isNodeMapping(mapping),
    ),
    reached: reachedAccounts(access).map(({ holder, account, accountMay }) => ({
      subject: holder.subject,
      namespace: holder.namespace,
      by: holder.what,
      account,
      accountMay,
      ways: holder.ways,
    })),
    stale: staleAccounts(access),
    review: reviewRows(access, standing),
    unread: access.unread('*'),
  };
}

function standingPowers(access: ClusterAccess, breakGlass: ReadonlySet<string>): StandingPower[] {
  const holders = holdersIn(access);
  const everything = wholeCluster([holders.ofEverything()]);
  const oneStep = wholeCluster(
    Object.values<Ability>(abilities).flatMap((ability) =>
      ability.adminEquivalent === true ? [holders.oneStep(ability)] : [],
    ),
  );
  const found = [...new Map([...oneStep, ...everything])].map(([key, held]): StandingPower => {
    const [
      {
        subject,
        nature,
        what,
        ways: [first, ...others],
      },
      ...rest
    ] = held;
    const cut = [...new Set(held.flatMap((holder) => holder.cut))];
    const ways = leastWays([first, ...others, ...rest.flatMap((holder) => holder.ways)]);
    const isAccount = subject.kind === 'ServiceAccount';
    const existence = isAccount ? existenceOf(access.cluster, subject) : undefined;
    return {
      subject,
      nature,
      power: everything.has(key) ? 'everything' : 'one-step',
      what,
      ways,
      cut,
      remains: (oneStep.get(key) ?? [])
        .flatMap((holder) => holder.ways)
        .find(({ bindings }) => !bindings.some((binding) => cut.includes(binding))),
      created: earliest(ways.flatMap(({ bindings }) => bindings)),
      breakGlass: breakGlass.has(key),
      runs: isAccount ? usesOf(access.cluster, subject).map(({ workload }) => workload.object) : [],
      exists: existence === 'exists' ? true : existence === 'missing' ? false : undefined,
    };
  });
  return found.sort(
    (left, right) =>
      Number(left.power === 'one-step') - Number(right.power === 'one-step') ||
      natureRank[left.nature] - natureRank[right.nature] ||
      compareText(subjectKey(left.subject), subjectKey(right.subject)),
  );
}

/** Those of the whole cluster, by the key of their subject. */
function wholeCluster(all: readonly (readonly Holder[])[]): Map<string, [Holder, ...Holder[]]> {
  const found = new Map<string, [Holder, ...Holder[]]>();
  for (const holder of all.flat()) {
    if (holder.namespace !== '') continue;
    const key = subjectKey(holder.subject);
    const known = found.get(key);
    if (known === undefined) found.set(key, [holder]);
    else known.push(holder);
  }
  return found;
}

function staleAccounts(access: ClusterAccess): StaleAccount[] {
  const stale = new Map<
    string,
    { account: ServiceAccount; reason: StaleAccount['reason']; bindings: IndexedBinding[] }
  >();
  for (const binding of ownBindings(access)) {
    for (const { subject } of binding.subjects) {
      if (subject.kind !== 'ServiceAccount') continue;
      const key = subjectKey(subject);
      const known = stale.get(key);
      if (known !== undefined) {
        if (!known.bindings.includes(binding)) known.bindings.push(binding);
        continue;
      }
      const reason = staleness(access, subject);
      if (reason !== undefined) stale.set(key, { account: subject, reason, bindings: [binding] });
    }
  }
  return [...stale.values()].sort((left, right) =>
    compareText(subjectKey(left.account), subjectKey(right.account)),
  );
}

/**
 * What is declared needs an account also where it is not there yet: its pods wait for it. One that is there may be for pods
 * that a program beside it makes.
 */
function staleness(access: ClusterAccess, account: ServiceAccount): StaleAccount['reason'] | undefined {
  const existence = existenceOf(access.cluster, account);
  if (existence !== 'missing' && (existence !== 'exists' || account.name === 'default')) return undefined;
  if (usesOf(access.cluster, account).length > 0 || declaredNeedOf(access, account) !== undefined)
    return undefined;
  if (existence === 'missing') return 'does-not-exist';
  return podMakerIn(access, account.namespace) === undefined ? 'nothing-runs-as-it' : undefined;
}

function reviewRows(access: ClusterAccess, standing: readonly StandingPower[]): ReviewRow[] {
  const powers = new Map<IndexedBinding, StandingPower['power']>();
  for (const { ways, power } of standing)
    for (const binding of ways.flatMap(({ bindings }) => bindings))
      if (powers.get(binding) !== 'everything') powers.set(binding, power);
  return [...ownBindings(access)]
    .sort((left, right) => compareText(left.key, right.key))
    .flatMap((binding) => {
      const owner = sourceOfTruthOf(access.cluster, binding.object);
      const row = {
        binding,
        created: earliest([binding]),
        owner,
        power: powers.get(binding) ?? ('limited' as const),
      };
      return binding.subjects.map(({ subject }) => ({ ...row, subject, nature: natureOf(subject) }));
    });
}

function earliest(bindings: readonly IndexedBinding[]): string | undefined {
  return bindings.flatMap(({ object }) => object.body.metadata.creationTimestamp ?? []).sort()[0];
}
