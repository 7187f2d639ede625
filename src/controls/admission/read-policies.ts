import type { KubernetesObject } from '../../cluster/index.ts';
import { checkBinding, checkPolicy } from './check-policy.ts';
import { type CompiledAdmissionPolicy, compileAdmissionPolicy } from './compile-admission-policy.ts';
import type { AdmissionProblem } from './errors.ts';
import type { WrittenBinding, WrittenPolicy } from './policy.ts';
import { documentAt, type PolicyDocument } from './policy-document.ts';
import { ProblemList } from './problem-list.ts';
import { BindingObjectSchema, PolicyObjectSchema } from './schema.ts';

/** Somebody's policies, read, checked and compiled. */
export interface PolicySet {
  /** Policies that the API server would store, by name. */
  readonly policies: ReadonlyMap<string, CompiledAdmissionPolicy>;
  /** Names of policies that it would refuse. */
  readonly broken: ReadonlySet<string>;
  readonly bindings: readonly WrittenBinding[];
  /** Other Kubernetes objects that stand beside them: parameters, namespaces. */
  readonly others: readonly PolicyDocument[];
  readonly problems: readonly AdmissionProblem[];
}

/** Whether a document is a ValidatingAdmissionPolicy or its binding, of any version. */
export function isAdmissionPolicy(content: unknown): boolean {
  const { apiVersion, kind } = (content ?? {}) as { apiVersion?: unknown; kind?: unknown };
  return (
    typeof apiVersion === 'string' &&
    apiVersion.startsWith('admissionregistration.k8s.io/') &&
    (kind === 'ValidatingAdmissionPolicy' || kind === 'ValidatingAdmissionPolicyBinding')
  );
}

/**
 * Reads policies and bindings; what is broken is left out and said.
 * @param minor of Kubernetes that expressions are compiled for: 37 for 1.37
 */
export function readPolicies(documents: readonly PolicyDocument[], minor: number): PolicySet {
  const problems = new ProblemList();
  const objects = documents.flatMap(itemsOf);
  const written = new Map<string, WrittenPolicy>();
  const bindings = new Map<string, WrittenBinding>();
  const others: PolicyDocument[] = [];
  const broken = new Set<string>();
  for (const document of objects) {
    if (!isAdmissionPolicy(document.content)) others.push(document);
    else if ((document.content as KubernetesObject).kind === 'ValidatingAdmissionPolicy')
      addPolicy(document, written, broken, problems);
    else addBinding(document, bindings, problems);
  }
  const policies = new Map<string, CompiledAdmissionPolicy>();
  for (const policy of written.values()) {
    const before = problems.problems.length;
    checkPolicy(policy, problems);
    const compiled = compileAdmissionPolicy(policy, minor, problems);
    if (compiled !== undefined && problems.problems.length === before) policies.set(policy.name, compiled);
    else broken.add(policy.name);
  }
  return { policies, broken, bindings: [...bindings.values()], others, problems: problems.problems };
}

/** The objects of a document: itself, or the items of a List. */
function itemsOf(document: PolicyDocument): PolicyDocument[] {
  const { kind, items } = (document.content ?? {}) as { kind?: unknown; items?: unknown };
  const isList =
    kind === 'List' || (typeof kind === 'string' && /^ValidatingAdmissionPolicy(Binding)?List$/.test(kind));
  if (!isList || !Array.isArray(items)) return [document];
  return items.map((item, index) => documentAt(document, ['items', index], item));
}

const refused = 'The API server refuses to store it.';

function addPolicy(
  document: PolicyDocument,
  policies: Map<string, WrittenPolicy>,
  broken: Set<string>,
  problems: ProblemList,
): void {
  const name = nameOf(document);
  const more = { effect: refused, ...(name === undefined ? {} : { policy: name }) };
  const read = problems.shaped(document, PolicyObjectSchema, 'policy-shape', more);
  if (read === undefined) {
    if (name !== undefined) broken.add(name);
    return;
  }
  const twin = policies.get(read.metadata.name);
  if (twin !== undefined) {
    const message = `policy ${read.metadata.name} is also in ${twin.document.file}; the one that is applied last counts`;
    problems.add(document, 'policy-duplicate', ['metadata', 'name'], message, more);
  }
  policies.set(read.metadata.name, { name: read.metadata.name, spec: read.spec, document });
}

function addBinding(
  document: PolicyDocument,
  bindings: Map<string, WrittenBinding>,
  problems: ProblemList,
): void {
  const read = problems.shaped(document, BindingObjectSchema, 'policy-shape', { effect: refused });
  if (read === undefined) return;
  const { name } = read.metadata;
  const twin = bindings.get(name);
  if (twin !== undefined) {
    const message = `binding ${name} is also in ${twin.document.file}; the one that is applied last counts`;
    problems.add(document, 'policy-duplicate', ['metadata', 'name'], message, { effect: refused });
  }
  const before = problems.problems.length;
  const binding = { name, spec: read.spec, document };
  checkBinding(binding, problems);
  if (problems.problems.length === before || twin !== undefined) bindings.set(name, binding);
}

function nameOf({ content }: PolicyDocument): string | undefined {
  const { metadata } = content as { metadata?: { name?: unknown } };
  return typeof metadata?.name === 'string' ? metadata.name : undefined;
}
