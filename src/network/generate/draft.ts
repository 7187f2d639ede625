import type { Cluster, KubernetesObject } from '../../cluster/index.ts';
import { type Pods, Services } from '../services.ts';
import { ciliumDialect } from './cilium-dialect.ts';
import type { Dialect, DraftPeer, DraftRule } from './dialect.ts';
import { distinctRemarks, type Need, type Party, partyKey, partyText, type Remark } from './need.ts';
import { labelsThatSelect } from './pod-labels.ts';
import { policyDialect } from './policy-dialect.ts';

export type DialectName = 'networkpolicy' | 'cilium';

export interface Draft {
  readonly policies: readonly KubernetesObject[];
  readonly remarks: readonly Remark[];
}

/** Namespaces that the cluster or its provider runs: closing them by a draft takes down the cluster. */
const system = /^(?:kube-|openshift-|gke-|gmp-)/;

interface DraftOptions {
  readonly dialect: DialectName;
  /** Which namespaces get policies; absent: all that are not the cluster's own. */
  readonly namespaces?: readonly string[] | undefined;
}

const dialects: Readonly<Record<DialectName, Dialect>> = {
  networkpolicy: policyDialect,
  cilium: ciliumDialect,
};

/** Annotations of drafts: what they are, and what each rule follows from. */
const note = 'plimsoll.dev/draft';
const needed = 'plimsoll.dev/needs';

/**
 * Policies that close namespaces and open what is needed. They are drafts: nothing was observed, and who needs something that
 * nobody declared is cut off.
 */
export function draftPolicies(cluster: Cluster, needs: readonly Need[], options: DraftOptions): Draft {
  const services = new Services(cluster);
  const dialect = dialects[options.dialect];
  const remarks: Remark[] = [];
  const names = new Set(
    [...cluster.ofKind(groupOf(dialect.apiVersion), dialect.kind)].map(
      ({ namespace, name }) => `${namespace}/${name}`,
    ),
  );
  const byPods = needsByPods(needs);
  const policies: KubernetesObject[] = [];
  const chosen = (namespace: string) =>
    options.namespaces === undefined ? !system.test(namespace) : options.namespaces.includes(namespace);
  const namespaces = [...new Set(services.allPods().map(({ workload }) => workload.object.namespace))].sort();
  for (const namespace of namespaces.filter(chosen)) {
    const pods = services.podsIn(namespace).filter(({ template }) => template.spec['hostNetwork'] !== true);
    for (const { workload, template } of services.podsIn(namespace))
      if (template.spec['hostNetwork'] === true)
        remarks.push({
          object: workload.object,
          text: `${workload.reference.kind} ${namespace}/${workload.reference.name} is in the network of its node, where policies do not hold: no policy is drafted for it.`,
        });
    if (pods.length === 0) continue;
    policies.push(policy(dialect, namespace, free(names, namespace, 'default-deny'), dialect.closed(), []));
    for (const each of pods) {
      const selected = labelsThatSelect(each, services.podsIn(namespace));
      const text = partyText({ type: 'pods', pods: each });
      if (selected === undefined) {
        remarks.push({
          object: each.workload.object,
          text: `${text} has no label that lasts: give it one, for no policy can select it.`,
        });
        continue;
      }
      if (selected.beside.length > 0)
        remarks.push({
          object: each.workload.object,
          text: `The labels of ${text} select ${selected.beside.map((pods) => partyText({ type: 'pods', pods })).join(', ')} as well: they share what is opened.`,
        });
      const own = byPods.get(partyKey({ type: 'pods', pods: each })) ?? { ingress: [], egress: [] };
      const rules = {
        ingress: rulesOf(own.ingress, ({ from }) => from, each, services, remarks),
        egress: rulesOf(own.egress, ({ to }) => to, each, services, remarks),
      };
      const { name } = each.workload.reference;
      const suffix =
        each.template.name === ''
          ? ''
          : `-${each.template.name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}`;
      policies.push(
        policy(
          dialect,
          namespace,
          free(names, namespace, `${name}${suffix}`),
          dialect.spec(selected.labels, rules),
          [
            ...own.ingress.map((need) => needText('from', need.from, need)),
            ...own.egress.map((need) => needText('to', need.to, need)),
          ],
        ),
      );
    }
  }
  remarks.push(...uncalled(cluster, services, needs, namespaces.filter(chosen)));
  return { policies, remarks: distinctRemarks(remarks) };
}

/** Services that nothing declared calls: with the drafts nobody reaches them, which is seldom what is wanted. */
function uncalled(
  cluster: Cluster,
  services: Services,
  needs: readonly Need[],
  namespaces: readonly string[],
): Remark[] {
  const called = new Set(needs.map(({ to }) => partyKey(to)));
  return namespaces.flatMap((namespace): Remark[] => {
    const alone = [...cluster.ofKind('', 'Service', namespace)].filter((service) => {
      const behind = services.backends(service);
      return behind.length > 0 && !behind.some(({ pods }) => called.has(partyKey({ type: 'pods', pods })));
    });
    const [object] = alone;
    if (object === undefined) return [];
    const names = alone.map(({ name }) => name).join(', ');
    return [
      {
        object,
        text: `Nothing that is declared calls ${alone.length === 1 ? 'Service' : 'Services'} ${names} of ${namespace}: with these drafts nobody reaches ${alone.length === 1 ? 'it' : 'them'}. Add the callers with --edges.`,
      },
    ];
  });
}

function groupOf(apiVersion: string): string {
  return apiVersion.split('/')[0] ?? '';
}

/** A name that no policy of the namespace has, so that applying a draft replaces nobody's policy. */
function free(taken: Set<string>, namespace: string, wanted: string): string {
  let name = wanted;
  for (let count = 0; taken.has(`${namespace}/${name}`); count++)
    name = count === 0 ? `${wanted}-draft` : `${wanted}-draft-${count + 1}`;
  taken.add(`${namespace}/${name}`);
  return name;
}

function policy(
  { apiVersion, kind }: Dialect,
  namespace: string,
  name: string,
  spec: Readonly<Record<string, unknown>>,
  texts: readonly string[],
): KubernetesObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      annotations: {
        [note]: 'inferred from what is declared, not observed',
        ...(texts.length > 0 && { [needed]: texts.join('\n') }),
      },
    },
    spec,
  } as KubernetesObject;
}

function needText(way: 'from' | 'to', party: Party, { protocol, port, provenance }: Need): string {
  return `${way} ${partyText(party)} ${protocol} ${port ?? 'all ports'}: ${provenance.text}`;
}

function needsByPods(needs: readonly Need[]) {
  const found = new Map<string, { ingress: Need[]; egress: Need[] }>();
  const of = (party: Party) => {
    const key = partyKey(party);
    const known = found.get(key) ?? { ingress: [], egress: [] };
    found.set(key, known);
    return known;
  };
  for (const need of needs) {
    if (need.from.type === 'pods') of(need.from).egress.push(need);
    if (need.to.type === 'pods') of(need.to).ingress.push(need);
  }
  return found;
}

/** Needs by peer, their ports together. */
function rulesOf(
  needs: readonly Need[],
  partyOf: (need: Need) => Party,
  subject: Pods,
  services: Services,
  remarks: Remark[],
): DraftRule[] {
  return [...Map.groupBy(needs, (need) => partyKey(partyOf(need))).values()].flatMap((same) => {
    const [first] = same;
    const peer = first && peerOf(partyOf(first), subject, services, remarks, same);
    if (peer === undefined) return [];
    const ports = same.some(({ port }) => port === undefined)
      ? undefined
      : same.map(({ protocol, port = 0 }) => ({ protocol, port }));
    return [{ peer, ...(ports && { ports }) }];
  });
}

function peerOf(
  party: Party,
  subject: Pods,
  services: Services,
  remarks: Remark[],
  needs: readonly Need[],
): DraftPeer | undefined {
  const namespaceOfSubject = subject.workload.object.namespace;
  const isDns = needs.every(({ provenance }) => provenance.kind === 'dns');
  if (party.type === 'selected') {
    const { namespace, labels } = party;
    const peer = { type: 'pods', namespace, own: namespace === namespaceOfSubject, labels } as const;
    return isDns ? { type: 'dns', peer } : peer;
  }
  if (party.type !== 'pods') return party.type === 'address' && isDns ? { type: 'dns', peer: party } : party;
  const { workload, template } = party.pods;
  if (template.spec['hostNetwork'] === true) {
    remarks.push({
      object: workload.object,
      text: `${partyText(party)} is in the network of its node and no selector finds it: what it needs of ${partyText({ type: 'pods', pods: subject })} has to be opened by the addresses of nodes.`,
    });
    return undefined;
  }
  const { namespace } = workload.object;
  const selected = labelsThatSelect(party.pods, services.podsIn(namespace));
  if (selected === undefined) return undefined;
  const peer = {
    type: 'pods',
    namespace,
    own: namespace === namespaceOfSubject,
    labels: selected.labels,
  } as const;
  return isDns ? { type: 'dns', peer } : peer;
}
