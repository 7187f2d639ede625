import type { Cluster, Workload } from '../../cluster/index.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import { type Held, inNamespace } from '../powers/role-powers.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import type { RoleSlot } from '../rbac/rbac-index.ts';
import { alwaysThere } from '../service-accounts.ts';
import { mastersGroup, type Subject, subjectKey } from '../subject.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { enforcedLevel, type PodSecurityLevel } from './pod-security-level.ts';
import { everywhere, type Hub, type Place } from './vertex.ts';

/** What is in a cluster, as vertices: where the rules of the families lead to. */
export class Terrain {
  readonly access: ClusterAccess;
  readonly graph: GraphBuilder;
  readonly namespaces: readonly string[];
  /** Roles in a place that were met and not yet followed. */
  readonly newRoles: { role: RoleSlot; place: Place; vertex: number }[] = [];
  /** Identities of the cloud by the Secret that holds a key of theirs. */
  readonly cloudKeys = new Map<string, readonly number[]>();
  readonly #powers: ReadonlyMap<RoleSlot, Held>;
  /** The same powers as far as a namespace gives them: one object for each, so that it is known again. */
  readonly #limited = new Map<Held, Held>();
  readonly #workloads = new Map<string, Workload[]>();
  #rolesByNamespace: ReadonlyMap<string, readonly RoleSlot[]> | undefined;
  #bindings: ReadonlyMap<Place, readonly IndexedBinding[]> | undefined;
  readonly #accountsByName = new Map<string, string[]>();

  constructor(access: ClusterAccess, graph: GraphBuilder, powers: ReadonlyMap<RoleSlot, Held>) {
    this.access = access;
    this.graph = graph;
    this.#powers = powers;
    const bound = [...access.index.bindings()]
      .map(({ namespace }) => namespace)
      .filter((name) => name !== '');
    this.namespaces = [...new Set([...alwaysThere, ...access.cluster.namespaces(), ...bound])].sort();
    for (const workload of access.cluster.workloads()) {
      const key = `${workload.reference.kind}/${workload.reference.namespace}`;
      const known = this.#workloads.get(key);
      if (known === undefined) this.#workloads.set(key, [workload]);
      else known.push(workload);
    }
  }

  get cluster(): Cluster {
    return this.access.cluster;
  }

  get clusterAdmin(): number {
    return this.graph.vertex('cluster-admin', () => ({ type: 'cluster-admin' }));
  }

  get masters(): number {
    return this.graph.vertex('system-masters', () => ({ type: 'system-masters' }));
  }

  get allNodes(): number {
    return this.graph.vertex('all-nodes', () => ({ type: 'all-nodes' }));
  }

  get anyNode(): number {
    return this.graph.vertex('any-node', () => ({ type: 'any-node' }));
  }

  get cloudAdmin(): number {
    return this.graph.vertex('cloud-admin', () => ({ type: 'cloud-admin' }));
  }

  get intercept(): number {
    return this.graph.vertex('traffic-intercept', () => ({ type: 'traffic-intercept' }));
  }

  namespaceAdmin(place: Place): number {
    return this.graph.vertex(`namespace-admin/${place}`, () => ({ type: 'namespace-admin', place }));
  }

  secrets(place: Place): number {
    return this.graph.vertex(`secrets/${place}`, () => ({ type: 'secrets', place }));
  }

  hub(hub: Hub, place: Place, of?: string): number {
    return this.graph.vertex(`hub/${hub}/${place}/${of ?? ''}`, () => ({
      type: 'hub',
      hub,
      place,
      ...(of !== undefined && { of }),
    }));
  }

  /** The vertex of a subject, made when it is new. */
  subject(subject: Subject): number {
    const key = `subject/${subjectKey(subject)}`;
    const known = this.graph.find(key);
    if (known !== undefined) return known;
    const vertex = this.graph.vertex(key, () => ({ type: 'subject', subject }));
    if (subject.kind === 'ServiceAccount') {
      const named = this.#accountsByName.get(subject.name);
      if (named === undefined) this.#accountsByName.set(subject.name, [subject.namespace]);
      else named.push(subject.namespace);
    }
    return vertex;
  }

  /** The vertex of a subject that leads somewhere. */
  knownSubject(subject: Subject): number | undefined {
    if (subject.kind === 'Group' && subject.name === mastersGroup) return this.masters;
    return this.graph.find(`subject/${subjectKey(subject)}`);
  }

  /** Service accounts of these names that lead somewhere, in a namespace or in all. */
  *accountsNamed(names: Iterable<string>, place: Place): Iterable<{ name: string; vertex: number }> {
    for (const name of names) {
      for (const namespace of place === everywhere ? (this.#accountsByName.get(name) ?? []) : [place]) {
        const vertex = this.knownSubject({ kind: 'ServiceAccount', namespace, name });
        if (vertex !== undefined) yield { name, vertex };
      }
    }
  }

  /** A role granted in a place; undefined where it gives nothing that leads anywhere. */
  role(role: RoleSlot, place: Place): number | undefined {
    const held = this.heldIn(role, place);
    if (held === undefined) return undefined;
    const key = `role/${place}/${role.key}`;
    const known = this.graph.find(key);
    if (known !== undefined) return known;
    const vertex = this.graph.vertex(key, () => ({ type: 'role', role, place }));
    this.newRoles.push({ role, place, vertex });
    return vertex;
  }

  /** What a role gives where it is granted. */
  heldIn(role: RoleSlot, place: Place): Held | undefined {
    const held = this.#powers.get(role);
    if (held === undefined || place === everywhere) return held;
    let limited = this.#limited.get(held);
    if (limited === undefined) this.#limited.set(held, (limited = inNamespace(held)));
    return limited;
  }

  /** Roles that live in a namespace and give anything that leads somewhere. */
  rolesOf(namespace: string): readonly RoleSlot[] {
    this.#rolesByNamespace ??= Map.groupBy(this.#powers.keys(), (role) => role.namespace);
    return this.#rolesByNamespace.get(namespace) ?? [];
  }

  /** Bindings of one place. */
  bindingsIn(place: Place): readonly IndexedBinding[] {
    this.#bindings ??= Map.groupBy(this.access.index.bindings(), (binding) => this.placeOf(binding));
    return this.#bindings.get(place) ?? [];
  }

  /** The place of a binding. */
  placeOf({ namespace }: IndexedBinding): Place {
    return namespace === '' ? everywhere : namespace;
  }

  workloads(kind: string, namespace: string): readonly Workload[] {
    return this.#workloads.get(`${kind}/${namespace}`) ?? [];
  }

  workload(workload: Workload): number | undefined {
    return this.graph.find(`workload/${workload.object.key}`);
  }

  /** Workloads behind pods of these names. */
  *podsNamed(names: Iterable<string>, place: Place): Iterable<{ name: string; vertex: number }> {
    for (const name of names) {
      for (const namespace of place === everywhere ? this.namespaces : [place]) {
        const pod = this.cluster.find({ group: '', kind: 'Pod', namespace, name });
        const workload = pod && this.cluster.workloadOf(pod);
        const vertex = workload && this.workload(workload);
        if (vertex !== undefined) yield { name, vertex };
      }
    }
  }

  podSecurity(namespace: string): PodSecurityLevel {
    return enforcedLevel(this.cluster.namespaceLabels(namespace));
  }
}
