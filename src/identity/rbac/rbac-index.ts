import type { ClusterObject } from '../../cluster/index.ts';
import { type Principal, type Subject, serviceAccountUser } from '../subject.ts';
import { aggregatedRules } from './aggregation.ts';
import { type IndexedBinding, isBinding, readBinding } from './binding.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { PolicyRule } from './policy-rule.ts';
import { type IndexedRole, isRole, readRole } from './role.ts';

/** A name that bindings refer to, whether or not a role has it. */
export interface RoleSlot {
  readonly key: string;
  /** Empty for a ClusterRole. */
  readonly namespace: string;
  role: IndexedRole | undefined;
  /** The rules in force: those of the role, or what aggregation fills in. */
  rules: readonly CompiledRule[];
  readonly bindings: Set<IndexedBinding>;
  /** The same by namespace; those of the whole cluster under the empty name. */
  readonly bindingsIn: Map<string, Set<IndexedBinding>>;
}

export interface RbacIndexOptions {
  /**
   * True for manifests: aggregated ClusterRoles are filled here, as a controller would. In a live cluster their rules were
   * read as the controller wrote them.
   */
  readonly aggregate: boolean;
}

interface BoundTo {
  readonly cluster: Set<IndexedBinding>;
  readonly namespaces: Map<string, Set<IndexedBinding>>;
}

const none: readonly CompiledRule[] = [];

/**
 * Roles and bindings, compiled for questions. One changed object costs what it touches: a role its own rules, a binding
 * its own subjects. Where {@link RbacIndexOptions.aggregate} is set and a ClusterRole changed, aggregation is computed
 * anew at the next question.
 */
export class RbacIndex {
  readonly #aggregate: boolean;
  readonly #slots = new Map<string, RoleSlot>();
  /** What Kubernetes makes by itself, under what was read. */
  readonly #assumedRoles = new Map<string, IndexedRole>();
  readonly #assumedBindings = new Map<string, IndexedBinding>();
  readonly #readRoles = new Map<string, IndexedRole>();
  readonly #readBindings = new Map<string, IndexedBinding>();
  readonly #bySubject = new Map<string, BoundTo>();
  /** Rules by the text in their `resources`, by the namespace of their role, by the slot that has them. */
  readonly #byResource = new Map<string, Map<string, Map<RoleSlot, CompiledRule[]>>>();
  readonly #withPaths = new Map<RoleSlot, CompiledRule[]>();
  #stale = false;

  constructor(options: RbacIndexOptions) {
    this.#aggregate = options.aggregate;
  }

  /** Adds or replaces an object that was read; others than roles and bindings are ignored. */
  apply(object: ClusterObject): void {
    if (isRole(object)) this.#setRole(this.#readRoles, readRole(object, false));
    else if (isBinding(object)) this.#setBinding(this.#readBindings, readBinding(object, false));
  }

  /** Adds a grant that is no object of the cluster, such as one of its cloud. */
  grant(binding: IndexedBinding): void {
    this.#setBinding(this.#readBindings, binding);
  }

  /** Adds an object that every cluster has and no reading showed; one that was read goes before it. */
  assume(object: ClusterObject): void {
    if (isRole(object)) this.#setRole(this.#assumedRoles, readRole(object, true));
    else if (isBinding(object)) this.#setBinding(this.#assumedBindings, readBinding(object, true));
  }

  /** Removes an object that was read, by the key of the model. */
  delete(key: string): void {
    const role = this.#readRoles.get(key);
    if (role !== undefined) {
      this.#readRoles.delete(key);
      this.#updateSlot(key);
    }
    const binding = this.#readBindings.get(key);
    if (binding !== undefined) {
      this.#readBindings.delete(key);
      this.#unlink(binding);
      const assumed = this.#assumedBindings.get(key);
      if (assumed !== undefined) this.#link(assumed);
    }
  }

  /** Every role there is, declared or assumed, with the rules in force. */
  *roles(): Iterable<RoleSlot & { readonly role: IndexedRole }> {
    this.#settle();
    for (const slot of this.#slots.values())
      if (slot.role !== undefined) yield slot as RoleSlot & { readonly role: IndexedRole };
  }

  *bindings(): Iterable<IndexedBinding> {
    yield* this.#readBindings.values();
    for (const [key, binding] of this.#assumedBindings) if (!this.#readBindings.has(key)) yield binding;
  }

  /** The slot that a binding or a question names; undefined when neither a role nor a binding knows it. */
  slot(key: string): RoleSlot | undefined {
    this.#settle();
    return this.#slots.get(key);
  }

  /** The rules that a binding grants: none when its role does not exist. */
  rulesOf(binding: IndexedBinding): readonly CompiledRule[] {
    this.#settle();
    return this.#slots.get(binding.role.key)?.rules ?? none;
  }

  /** The same rules as they are written. */
  policyRulesOf(binding: IndexedBinding): readonly PolicyRule[] {
    return this.rulesOf(binding).map(({ rule }) => rule);
  }

  /** Bindings of a principal and its groups: of the whole cluster, and with `namespace` those of that namespace. */
  *bindingsOf(principal: Principal, namespace?: string): Iterable<IndexedBinding> {
    for (const bound of this.#boundTo(principal)) yield* bound.cluster;
    if (namespace === undefined || namespace === '') return;
    for (const bound of this.#boundTo(principal)) yield* bound.namespaces.get(namespace) ?? [];
  }

  /** Bindings of a principal wherever they are. */
  *allBindingsOf(principal: Principal): Iterable<IndexedBinding> {
    for (const bound of this.#boundTo(principal)) {
      yield* bound.cluster;
      for (const bindings of bound.namespaces.values()) yield* bindings;
    }
  }

  /** Rules that have this text in `resources`, by the slot that has them; with `places` only of roles that live there. */
  *rulesFor(resource: string, places?: readonly string[]): Iterable<[RoleSlot, readonly CompiledRule[]]> {
    this.#settle();
    const namespaces = this.#byResource.get(resource);
    if (namespaces === undefined) return;
    if (places === undefined) for (const slots of namespaces.values()) yield* slots;
    else for (const place of places) yield* namespaces.get(place) ?? [];
  }

  /** Rules with `nonResourceURLs`. */
  rulesWithPaths(): ReadonlyMap<RoleSlot, readonly CompiledRule[]> {
    this.#settle();
    return this.#withPaths;
  }

  #boundTo({ user, groups }: Principal): BoundTo[] {
    const bound: BoundTo[] = [];
    const add = (key: string) => {
      const entry = this.#bySubject.get(key);
      if (entry !== undefined) bound.push(entry);
    };
    if (user !== undefined) add(`u:${user}`);
    for (const group of groups) add(`g:${group}`);
    return bound;
  }

  #setRole(layer: Map<string, IndexedRole>, role: IndexedRole): void {
    layer.set(role.key, role);
    this.#updateSlot(role.key);
  }

  #updateSlot(key: string): void {
    const role = this.#readRoles.get(key) ?? this.#assumedRoles.get(key);
    const slot = this.#slotAt(key);
    if (slot.role?.kind === 'ClusterRole' || role?.kind === 'ClusterRole') this.#stale = this.#aggregate;
    slot.role = role;
    // Aggregated rules are filled in when they are asked for.
    this.#setRules(slot, this.#aggregate && role?.aggregates !== undefined ? none : (role?.rules ?? none));
    this.#drop(slot);
  }

  #setBinding(layer: Map<string, IndexedBinding>, binding: IndexedBinding): void {
    const before = this.#readBindings.get(binding.key) ?? this.#assumedBindings.get(binding.key);
    if (before !== undefined) this.#unlink(before);
    layer.set(binding.key, binding);
    const now = this.#readBindings.get(binding.key) ?? binding;
    this.#link(now);
  }

  #link(binding: IndexedBinding): void {
    const slot = this.#slotAt(binding.role.key);
    slot.bindings.add(binding);
    setAt(slot.bindingsIn, binding.namespace).add(binding);
    for (const { subject } of binding.subjects) {
      const key = keyOf(subject);
      let bound = this.#bySubject.get(key);
      if (bound === undefined)
        this.#bySubject.set(key, (bound = { cluster: new Set(), namespaces: new Map() }));
      setIn(bound, binding.namespace).add(binding);
    }
  }

  #unlink(binding: IndexedBinding): void {
    const slot = this.#slotAt(binding.role.key);
    slot.bindings.delete(binding);
    const inNamespace = setAt(slot.bindingsIn, binding.namespace);
    inNamespace.delete(binding);
    if (inNamespace.size === 0) slot.bindingsIn.delete(binding.namespace);
    this.#drop(slot);
    for (const { subject } of binding.subjects) {
      const key = keyOf(subject);
      const bound = this.#bySubject.get(key);
      if (bound === undefined) continue;
      const bindings = setIn(bound, binding.namespace);
      bindings.delete(binding);
      if (binding.namespace !== '' && bindings.size === 0) bound.namespaces.delete(binding.namespace);
      if (bound.cluster.size === 0 && bound.namespaces.size === 0) this.#bySubject.delete(key);
    }
  }

  #slotAt(key: string): RoleSlot {
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = {
        key,
        namespace: key.split('/')[2] ?? '',
        role: undefined,
        rules: none,
        bindings: new Set(),
        bindingsIn: new Map(),
      };
      this.#slots.set(key, slot);
    }
    return slot;
  }

  #drop(slot: RoleSlot): void {
    if (slot.role === undefined && slot.bindings.size === 0) this.#slots.delete(slot.key);
  }

  #setRules(slot: RoleSlot, rules: readonly CompiledRule[]): void {
    for (const { rule } of slot.rules) {
      for (const resource of rule.resources) {
        const namespaces = this.#byResource.get(resource);
        const slots = namespaces?.get(slot.namespace);
        slots?.delete(slot);
        if (slots?.size === 0) namespaces?.delete(slot.namespace);
        if (namespaces?.size === 0) this.#byResource.delete(resource);
      }
    }
    this.#withPaths.delete(slot);
    slot.rules = rules;
    for (const compiled of rules) {
      for (const resource of new Set(compiled.rule.resources)) {
        let namespaces = this.#byResource.get(resource);
        if (namespaces === undefined) this.#byResource.set(resource, (namespaces = new Map()));
        let slots = namespaces.get(slot.namespace);
        if (slots === undefined) namespaces.set(slot.namespace, (slots = new Map()));
        push(slots, slot, compiled);
      }
      if (compiled.rule.nonResourceURLs.length > 0) push(this.#withPaths, slot, compiled);
    }
  }

  #settle(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const roles = [...this.#slots.values()].flatMap(({ role }) => role ?? []);
    for (const [key, rules] of aggregatedRules(roles)) this.#setRules(this.#slotAt(key), rules);
  }
}

function keyOf(subject: Subject): string {
  switch (subject.kind) {
    case 'ServiceAccount':
      return `u:${serviceAccountUser(subject.namespace, subject.name)}`;
    case 'User':
      return `u:${subject.name}`;
    case 'Group':
      return `g:${subject.name}`;
  }
}

function setIn(bound: BoundTo, namespace: string): Set<IndexedBinding> {
  return namespace === '' ? bound.cluster : setAt(bound.namespaces, namespace);
}

function setAt(sets: Map<string, Set<IndexedBinding>>, namespace: string): Set<IndexedBinding> {
  let bindings = sets.get(namespace);
  if (bindings === undefined) sets.set(namespace, (bindings = new Set()));
  return bindings;
}

function push<Key>(map: Map<Key, CompiledRule[]>, key: Key, rule: CompiledRule): void {
  const rules = map.get(key);
  if (rules === undefined) map.set(key, [rule]);
  else rules.push(rule);
}
