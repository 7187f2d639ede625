import { type Cluster, compareText, getsApiToken } from '../../cluster/index.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { PowerName } from '../powers/power.ts';
import { changingPods } from '../powers/power-groups.ts';
import { rolePowersOf } from '../powers/role-powers.ts';
import { existenceOf, type ServiceAccount, usesOf } from '../service-accounts.ts';
import { subjectKey } from '../subject.ts';
import { accountOfTokenSecret } from '../token-secrets.ts';
import { type Ability, abilities } from './ability.ts';
import type { Alternative, Need, StrongSubject } from './alternative.ts';
import { type Holder, type Holders, holdersIn } from './holders.ts';

/** Somebody who may become a strong service account of a namespace. */
export interface ReachedAccount {
  readonly holder: Holder;
  readonly account: ServiceAccount;
  /** Completes "may …": what the account may in the whole cluster. */
  readonly accountMay: string;
}

interface StrongAccountHere extends StrongSubject {
  readonly subject: ServiceAccount;
}

/**
 * Who may become a service account that has the cluster, through rights in the namespace where it lives, or by its token in a
 * Secret. Accounts of Kubernetes' controllers are such: their bindings are defaults, and whoever runs pods in kube-system has
 * them. Whoever is that strong already is not named.
 */
export function reachedAccounts(access: ClusterAccess): ReachedAccount[] {
  const holders = holdersIn(access);
  const accounts = [...holders.strong.values()]
    .filter(
      (each): each is StrongAccountHere =>
        each.subject.kind === 'ServiceAccount' && existenceOf(access.cluster, each.subject) !== 'missing',
    )
    .sort(byStrength);
  const byNamespace = Map.groupBy(accounts, ({ subject }) => subject.namespace);
  const byPlace = new Map<string, Alternative[]>();
  for (const [namespace, here] of byNamespace)
    byPlace.set(namespace, [...waysToAccounts(access, holders, namespace, here)]);
  byPlace.set('', [...tokensOf(access, accounts)]);
  const reached = new Map<string, ReachedAccount>();
  const add = (holder: Holder, account: StrongSubject | undefined) => {
    const key = `${holder.namespace} ${subjectKey(holder.subject)}`;
    if (account?.subject.kind !== 'ServiceAccount' || reached.has(key)) return;
    if (holders.strong.has(subjectKey(holder.subject))) return;
    reached.set(key, { holder, account: account.subject, accountMay: account.what });
  };
  for (const holder of holders.ofEverything()) add(holder, byNamespace.get(holder.namespace)?.[0]);
  for (const holder of holders.by(byPlace)) add(holder, holder.ways[0].becomes);
  return [...reached.values()];
}

function byStrength(left: StrongAccountHere, right: StrongAccountHere): number {
  const everything = ({ what }: StrongSubject) => Number(what !== 'do everything');
  return (
    everything(left) - everything(right) || compareText(subjectKey(left.subject), subjectKey(right.subject))
  );
}

/** What makes its holder any service account of the namespace. */
const becomingAny: readonly Ability[] = [
  abilities.createWorkloads,
  abilities.mintTokens,
  abilities.impersonateServiceAccounts,
  abilities.ruleNamespace,
];

function* waysToAccounts(
  access: ClusterAccess,
  holders: Holders,
  namespace: string,
  here: readonly StrongAccountHere[],
): Iterable<Alternative> {
  const [first] = here;
  if (first === undefined) return;
  const names = new Set(here.map(({ subject }) => subject.name));
  for (const ability of becomingAny)
    for (const alternative of holders.alternativesOf(ability)) {
      const { becomes, places, lesser, what = ability.what } = alternative;
      if (lesser === true || (places !== undefined && !places.has(namespace))) continue;
      if (becomes !== undefined && !isOneOf(becomes, namespace, names)) continue;
      yield { needs: alternative.needs, what, becomes: becomes ?? first };
    }
  for (const [power, kind] of Object.entries(changingPods) as [PowerName, string][])
    for (const name of rolePowersOf(access).namesOf(power))
      if (access.cluster.find({ group: groupOf(kind), kind, namespace, name }) !== undefined)
        yield {
          needs: [{ powers: [power], name }],
          what: `change what ${kind} ${name} runs`,
          becomes: first,
        };
  const running = here.find(({ subject }) => mayRunAs(access.cluster, subject));
  if (running !== undefined)
    for (const { needs, what = abilities.enterPods.what, lesser } of holders.alternativesOf(
      abilities.enterPods,
    ))
      if (lesser !== true) yield { needs, what, becomes: running };
  yield* tokensOf(access, here);
}

function isOneOf({ subject }: StrongSubject, namespace: string, names: ReadonlySet<string>): boolean {
  return subject.kind === 'ServiceAccount' && subject.namespace === namespace && names.has(subject.name);
}

function groupOf(kind: string): string {
  if (kind === 'CronJob') return 'batch';
  return kind === 'ReplicationController' ? '' : 'apps';
}

/** Whether pods have a token of an account, or are not known well enough to say that none has. */
function mayRunAs(cluster: Cluster, account: ServiceAccount): boolean {
  if (!cluster.knowledgeOf('', 'Pod', account.namespace).complete) return true;
  const object = cluster.find({ group: '', ...account });
  return usesOf(cluster, account).some(({ templates }) =>
    templates.some(({ spec }) => getsApiToken(spec, object?.body)),
  );
}

/** Reading a Secret with a token of a strong account; whoever lists Secrets may name one by a field selector. */
function* tokensOf(
  { cluster }: ClusterAccess,
  accounts: readonly StrongAccountHere[],
): Iterable<Alternative> {
  const byKey = new Map(accounts.map((account) => [subjectKey(account.subject), account]));
  for (const secret of cluster.ofKind('', 'Secret')) {
    const account = accountOfTokenSecret(secret);
    const becomes = account && byKey.get(subjectKey(account));
    if (becomes === undefined) continue;
    const reading: Need = { powers: ['listSecrets', 'getSecrets'], name: secret.name };
    yield { needs: [reading], what: `read its token in Secret ${secret.name}`, becomes };
  }
}
