import { type KubernetesObject, splitApiVersion } from '../object.ts';
import { podTemplateKindOf } from '../pod-template-kinds.ts';
import { type Fields, isFields } from '../unstructured.ts';
import { typeOfKind } from './kind-types.ts';
import { checkTypes, type TypeCheck, type UnknownField, type WrongType } from './structural-type.ts';

/**
 * What the API server would refuse in an object because of its type: text of a template that nobody rendered, a map in
 * place of a list, a workload without a pod template. A rule that looks for such a field finds none, and must not call that
 * a pass. Of kinds that Kubernetes does not know, metadata and known pod templates are looked at.
 * The answer is kept as long as the object lives.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
export function wrongTypes(object: KubernetesObject): readonly WrongType[] {
  return checked(object).wrong;
}

/**
 * Fields that no API server of the published versions has in objects of this kind. It drops them, unless it is asked to
 * refuse them as kubectl asks, so that rules are right to judge without them. Of kinds that Kubernetes does not know nothing is
 * said: only their CustomResourceDefinition knows.
 */
export function unknownFields(object: KubernetesObject): readonly UnknownField[] {
  return checked(object).unknown;
}

const known = new WeakMap<KubernetesObject, TypeCheck>();

function checked(object: KubernetesObject): TypeCheck {
  let found = known.get(object);
  if (found === undefined) known.set(object, (found = check(object)));
  return found;
}

function check(object: KubernetesObject): TypeCheck {
  const found = checkTypes(object, typeOfKind(object.apiVersion, object.kind));
  const missing = missingPodSpec(object);
  return missing === undefined ? found : { ...found, wrong: [missing, ...found.wrong] };
}

/** Where a workload ends before its pod spec; undefined where that stands elsewhere, or need not be there. */
function missingPodSpec(object: KubernetesObject): WrongType | undefined {
  const kind = podTemplateKindOf(splitApiVersion(object.apiVersion).group, object.kind);
  const shape = kind?.templates[0];
  if (kind === undefined || shape === undefined || kind.templates.length > 1 || kind.partial)
    return undefined;
  if (/[*[]/.test(shape.path)) return undefined;
  // A Pod without a spec is unknown to every rule; only a workload would be passed over.
  if (shape.path === '' && object['spec'] === undefined) return undefined;
  if (kind.reference !== undefined && isFields(valueAt(object, kind.reference.split('.')))) return undefined;
  const steps = `${shape.path}.${shape.spec ?? 'spec'}`.split('.').filter((step) => step !== '');
  for (let length = 1; length <= steps.length; length++) {
    const path = steps.slice(0, length);
    const value = valueAt(object, path);
    if (value === undefined || value === null) return { path, expected: 'a map', value };
    if (!isFields(value)) return undefined;
  }
  return undefined;
}

function valueAt(root: Fields, path: readonly string[]): unknown {
  let value: unknown = root;
  for (const step of path) value = isFields(value) ? value[step] : undefined;
  return value;
}
