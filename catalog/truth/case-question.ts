import type { KubernetesObject } from '../../src/cluster/index.ts';
import type { Catalogue, Control, Result } from '../../src/controls/index.ts';
import { judgeObjects } from './judge-object.ts';

/** One object of one case, asked of the engine and of the API server. */
export interface CaseQuestion {
  /** `privileged-container: init container as Deployment` */
  readonly name: string;
  readonly control: Control;
  /** Names the policy binding that judges it: the control and the parameters of the case. */
  readonly binding: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly object: KubernetesObject;
  /** Whether our engine says that the policy refuses it. */
  readonly refused: boolean;
  /** The same question about another form of the object. */
  refuses(object: KubernetesObject): boolean;
}

/** Label by which a binding selects the objects that it judges. */
export const truthLabel = 'truth.plimsoll.example/binding';

/** Every object of every case of every control with a policy that means something on the newest version. */
export function caseQuestions(catalogue: Catalogue): CaseQuestion[] {
  return catalogue.controls.flatMap((control) =>
    control.policy === undefined ? [] : questionsOf(catalogue, control),
  );
}

function questionsOf(catalogue: Catalogue, control: Control): CaseQuestion[] {
  const bindings = new Map<string, string>();
  return (catalogue.cases.get(control.id) ?? []).flatMap((subject) => {
    if (!isExported(control, subject.minor)) return [];
    const key = JSON.stringify(subject.parameters);
    const binding = bindings.get(key) ?? `${control.id}-${bindings.size}`;
    bindings.set(key, binding);
    const parameters = { ...defaultsOf(control), ...subject.parameters };
    const refuses = (object: KubernetesObject) => isRefused(catalogue, control, parameters, object, subject);
    return subject.worlds.flatMap(({ shape, objects }) =>
      objects.map((object) => ({
        name: `${control.id}: ${subject.name}${shape === '' ? '' : ` as ${shape}`}`,
        control,
        binding,
        parameters,
        namespaceLabels: subject.namespaceLabels,
        object: labelled(object, binding),
        refused: refuses(object),
        refuses,
      })),
    );
  });
}

function isExported({ since, until }: Control, minor: number | undefined): boolean {
  if (minor === undefined) return true;
  const of = (version: string) => Number(version.slice(2));
  return (since === undefined || minor >= of(since)) && (until === undefined || minor <= of(until));
}

function defaultsOf(control: Control): Record<string, string> {
  return Object.fromEntries(control.parameters.map((parameter) => [parameter.name, parameter.default]));
}

function labelled(object: KubernetesObject, binding: string): KubernetesObject {
  const labels = { ...object.metadata.labels, [truthLabel]: binding };
  return { ...object, metadata: { ...object.metadata, labels } };
}

function isRefused(
  catalogue: Catalogue,
  { id }: Control,
  parameters: Readonly<Record<string, string>>,
  object: KubernetesObject,
  { minor, namespaceLabels }: Surroundings,
): boolean {
  const { namespace } = object.metadata;
  const around = namespace === undefined ? [] : [namespaceObject(namespace, namespaceLabels)];
  const question = {
    objects: [...around, object],
    controls: new Set([id]),
    parameters: { [id]: parameters },
  };
  const results = judgeObjects(catalogue, minor === undefined ? question : { ...question, minor });
  return results.some((result) => isRefusal(result) && result.subject.kind === object.kind);
}

/** A rule that cannot be evaluated refuses as well: exported policies fail closed. */
export function isRefusal({ verdict, unknown }: Result): boolean {
  return (
    verdict === 'fail' ||
    verdict === 'provider-managed' ||
    (verdict === 'unknown' && unknown?.state === 'error')
  );
}

interface Surroundings {
  readonly minor?: number | undefined;
  readonly namespaceLabels: Readonly<Record<string, string>>;
}

function namespaceObject(name: string, labels: Readonly<Record<string, string>>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}
