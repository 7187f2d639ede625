import { Type } from 'typebox';
import {
  type ClusterObject,
  clusterObject,
  createClusterStore,
  createDoor,
  type FieldPath,
  isNamespacedKind,
  type KubernetesObject,
  type Position,
  splitApiVersion,
} from '../../cluster/index.ts';
import type { Requester } from './admission-request.ts';
import type { CompiledAdmissionPolicy } from './compile-admission-policy.ts';
import type { WrittenBinding } from './policy.ts';
import { type PolicyDocument, positionOf } from './policy-document.ts';
import type { PreviewRow } from './preview.ts';
import { previewPolicies } from './preview-policies.ts';
import type { ProblemList } from './problem-list.ts';
import type { PolicySet } from './read-policies.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Anything = Type.Record(Type.String(), Type.Unknown());

/** What a policy says about an object: the worst of its validations. */
export type ExpectedOutcome = 'pass' | 'fail' | 'error' | 'skip';

const TestsSchema = Type.Array(
  Type.Object(
    {
      name: Text,
      policy: Type.Optional(Text),
      object: Type.Optional(Anything),
      file: Type.Optional(Text),
      params: Type.Optional(Anything),
      namespaceLabels: Type.Optional(Type.Record(Type.String(), Type.String())),
      as: Type.Optional(Text),
      groups: Type.Optional(Type.Array(Text)),
      expect: Type.Enum(['pass', 'fail', 'error', 'skip']),
      message: Type.Optional(Text),
    },
    closed,
  ),
  { minItems: 1 },
);

/** One object with what is expected of it. */
export interface PolicyTest {
  readonly name: string;
  /** The policies that it is about. */
  readonly policies: readonly CompiledAdmissionPolicy[];
  readonly objects: readonly KubernetesObject[];
  readonly params?: Readonly<Record<string, unknown>>;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly requester?: Requester;
  readonly expect: ExpectedOutcome;
  readonly message?: string;
  readonly position: Position;
}

export interface PolicyTestOutcome {
  readonly test: PolicyTest;
  readonly outcome: ExpectedOutcome | 'unknown';
  readonly rows: readonly PreviewRow[];
  /** What is not as expected; none when the test passed. */
  readonly failures: readonly string[];
}

/**
 * Reads a file of expected results: `NAME.test.yaml` is about the policies of `NAME.yaml` beside it, or those that an
 * entry names.
 * @param objectsOf the objects of a file that an entry names, relative to the file of results
 */
export function readPolicyTests(
  document: PolicyDocument,
  set: PolicySet,
  objectsOf: (file: string) => readonly KubernetesObject[] | undefined,
  problems: ProblemList,
): PolicyTest[] {
  const entries = problems.shaped(document, TestsSchema, 'policy-test-shape');
  return (entries ?? []).flatMap((entry, index) => {
    const report = (path: FieldPath, message: string) =>
      problems.add(document, 'policy-test-shape', [index, ...path], message);
    const policies = policiesOf(entry.policy, document, set);
    if (policies.length === 0) report([], `${entry.name}: there is no policy to test`);
    const objects =
      entry.object === undefined
        ? objectsOf(entry.file ?? '')
        : [entry.object as unknown as KubernetesObject];
    if ((entry.object === undefined) === (entry.file === undefined))
      report([], `${entry.name}: needs either object or file`);
    else if (objects === undefined || objects.length === 0)
      report(['file'], `${entry.name}: ${entry.file} has no object`);
    if (policies.length === 0 || objects === undefined || objects.length === 0) return [];
    const { name, params, namespaceLabels = {}, as: username, groups = [], expect, message } = entry;
    return [
      {
        name,
        policies,
        objects,
        ...(params && { params }),
        namespaceLabels,
        ...(username !== undefined && { requester: { username, groups } }),
        expect,
        ...(message !== undefined && { message }),
        position: positionOf(document, [index]),
      },
    ];
  });
}

function policiesOf(name: string | undefined, { file }: PolicyDocument, { policies }: PolicySet) {
  const all = [...policies.values()];
  if (name !== undefined) return all.filter(({ policy }) => policy.name === name);
  const stem = file.replace(/\.test\.(ya?ml)$/, '');
  return all.filter(({ policy }) => policy.document.file.replace(/\.(ya?ml|json)$/, '') === stem);
}

/** Judges the objects of a test as the API server would, in a cluster that has nothing else. */
export function runPolicyTest(
  test: PolicyTest,
  set: PolicySet,
  given: readonly ClusterObject[],
  minor: number,
): PolicyTestOutcome {
  const store = createClusterStore();
  store.describe({
    identity: { id: 'test', name: 'test' },
    version: { major: 1, minor, gitVersion: `v1.${minor}`, assumed: false },
    provenance: { source: 'manifests', startedAt: epoch, endedAt: epoch },
    coverage: { resources: [], notConnected: [] },
  });
  const door = createDoor({ keyId: 'test', key: new Uint8Array(32) });
  const failures: string[] = [];
  const names = new Set<string>();
  for (const object of test.objects) {
    const { object: admitted, problem } = door.admit(inNamespace(object));
    if (admitted === undefined) failures.push(`the object is none: ${problem?.message}`);
    else {
      store.apply(admitted);
      names.add(admitted.metadata.namespace ?? '');
    }
  }
  names.delete('');
  const namespaces = [...names].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: test.namespaceLabels },
  }));
  const objects = store.snapshot();
  const { bindings, params } = boundFor(test, set);
  const preview = previewPolicies(objects, {
    policies: {
      ...set,
      policies: new Map(test.policies.map((policy) => [policy.policy.name, policy])),
      bindings,
      problems: [],
    },
    isWritten: ({ body }) => body.metadata.uid === undefined,
    given: [...given, ...namespaces.map((body) => clusterObject(body)), ...params],
    ...(test.requester && { requester: test.requester }),
  });
  const judged = preview.policies.some((policy) => policy.judged > 0);
  const outcome = outcomeOf(preview.rows, judged);
  if (outcome !== test.expect)
    failures.push(`expected ${test.expect}, got ${outcome}${because(preview.rows)}`);
  else if (
    test.message !== undefined &&
    !preview.rows.some(({ message }) => message.includes(test.message ?? ''))
  )
    failures.push(`expected the message "${test.message}", got${because(preview.rows) || ' none'}`);
  return { test, outcome, rows: preview.rows, failures };
}

const epoch = new Date(0).toISOString();

function inNamespace(object: KubernetesObject): KubernetesObject {
  const { group } = splitApiVersion(String(object.apiVersion));
  if (object.metadata?.namespace !== undefined || isNamespacedKind(group, object.kind) === false)
    return object;
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}

const testParams = 'test-params';

/** A policy without a binding is tested as if it were bound; with `params`, bindings name those. */
function boundFor(test: PolicyTest, set: PolicySet): { bindings: WrittenBinding[]; params: ClusterObject[] } {
  const params: ClusterObject[] = [];
  const bindings = test.policies.flatMap(({ policy }) => {
    const { paramKind } = policy.spec;
    const own = set.bindings.filter(({ spec }) => spec.policyName === policy.name);
    const bound = own.length > 0 ? own : [unbound(policy.name, policy.document)];
    if (test.params === undefined || paramKind === undefined) return bound;
    const { group } = splitApiVersion(paramKind.apiVersion);
    const namespace = isNamespacedKind(group, paramKind.kind) === false ? undefined : testParams;
    const metadata = {
      ...(test.params['metadata'] as object),
      name: testParams,
      ...(namespace && { namespace }),
    };
    params.push(clusterObject({ ...test.params, ...paramKind, metadata }));
    const paramRef = {
      name: testParams,
      ...(namespace && { namespace }),
      parameterNotFoundAction: 'Deny' as const,
    };
    return bound.map((binding) => ({ ...binding, spec: { ...binding.spec, paramRef } }));
  });
  return { bindings, params };
}

function unbound(name: string, document: PolicyDocument): WrittenBinding {
  return { name, document, spec: { policyName: name, validationActions: ['Deny'] } };
}

function outcomeOf(rows: readonly PreviewRow[], judged: boolean): PolicyTestOutcome['outcome'] {
  if (rows.some(({ cause }) => cause === 'error')) return 'error';
  if (rows.some(({ cause }) => cause === 'violation')) return 'fail';
  if (rows.some(({ cause }) => cause === 'unknown')) return 'unknown';
  return judged ? 'pass' : 'skip';
}

function because([first]: readonly PreviewRow[]): string {
  return first === undefined ? '' : `: ${first.message}`;
}
