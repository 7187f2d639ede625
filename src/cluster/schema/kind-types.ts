import { splitApiVersion } from '../object.ts';
import { type PodTemplateShape, podTemplateKindOf } from '../pod-template-kinds.ts';
import { definedType, publishedTypes } from './published-types.ts';
import type { StructuralType } from './structural-type.ts';

const objectMeta = definedType('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
const podSpec = definedType('io.k8s.api.core.v1.PodSpec');
const container = definedType('io.k8s.api.core.v1.Container');

const byApiVersion = new Map<string, Map<string, StructuralType>>();

/**
 * The type of the objects of a kind: of one of Kubernetes' own what API servers publish; of a custom kind its metadata and
 * the pod templates in it (pod-template-kinds.ts), for the rest is only known to its CustomResourceDefinition.
 */
export function typeOfKind(apiVersion: string, kind: string): StructuralType {
  let kinds = byApiVersion.get(apiVersion);
  if (kinds === undefined) byApiVersion.set(apiVersion, (kinds = new Map()));
  let type = kinds.get(kind);
  if (type === undefined) kinds.set(kind, (type = compiled(apiVersion, kind)));
  return type;
}

function compiled(apiVersion: string, kind: string): StructuralType {
  const { group, version } = splitApiVersion(apiVersion);
  const key = `${group}/${version}/${kind}`;
  const name = Object.hasOwn(publishedTypes.kinds, key) ? publishedTypes.kinds[key] : undefined;
  if (name !== undefined) return definedType(name);
  const root = new Composed();
  for (const shape of podTemplateKindOf(group, kind)?.templates ?? []) addTemplate(root, shape);
  root.fields.set('metadata', objectMeta);
  return root;
}

function addTemplate(root: Composed, shape: PodTemplateShape): void {
  const { path, spec = 'spec', metadata = 'metadata', containers = [], inherits, ownTypes = [] } = shape;
  const template = mapAt(root, path);
  if (metadata !== '') template.fields.set(metadata, objectMeta);
  if (spec !== '') {
    template.fields.set(spec, podSpec);
    return;
  }
  template.take(podSpec, (field) => !ownTypes.includes(field));
  for (const { path } of containers) mapAt(template, path).take(container);
  if (inherits !== undefined)
    mapAt(root, inherits.path).take(podSpec, (field) => inherits.fields.includes(field));
}

type Fields = ReadonlyMap<string, StructuralType>;

/** A map of which only some fields are known, put together from the paths of pod templates. */
class Composed {
  readonly form = 'struct';
  readonly fields = new Map<string, StructuralType>();

  take({ fields }: { readonly fields: Fields }, chosen = (_field: string) => true): void {
    for (const [field, type] of fields) if (chosen(field)) this.fields.set(field, type);
  }

  child(field: string, within: 'list' | 'map' | undefined): Composed {
    const known = this.fields.get(field);
    const inner = known !== undefined && 'of' in known ? known.of : known;
    if (inner instanceof Composed) return inner;
    const child = new Composed();
    this.fields.set(field, within === undefined ? child : { form: within, of: child });
    return child;
  }
}

/** The map that a path with `[]` and `*` leads to, made where it is not there. */
function mapAt(root: Composed, path: string): Composed {
  let here = root;
  const steps = path === '' ? [] : path.split('.');
  for (const [at, step] of steps.entries()) {
    if (step === '*') continue;
    const field = step.replace('[]', '');
    here = here.child(field, field !== step ? 'list' : steps[at + 1] === '*' ? 'map' : undefined);
  }
  return here;
}
