import { type CelType, type SchemaProvider, types } from '@plimsoll/cel';
import type { CompactTypes } from '../../cluster/schema/index.ts';

const simple: Readonly<Record<string, CelType>> = {
  string: types.string,
  int32: types.int,
  int: types.int,
  double: types.double,
  bool: types.bool,
  bytes: types.bytes,
  time: types.timestamp,
  quantity: types.dyn,
  'int-or-string': types.dyn,
  object: types.dyn,
  dyn: types.dyn,
};

/** The types of Kubernetes' own kinds, as one version has them. A definition is read when an expression first looks at it. */
export class KubernetesTypes implements SchemaProvider {
  readonly #types: CompactTypes;
  readonly #version: string;
  readonly #fields = new Map<string, ReadonlyMap<string, CelType>>();

  /** @param version `1.35`; outside the versions that are known, the nearest of them stands in */
  constructor(compact: CompactTypes, version: string) {
    this.#types = compact;
    this.#version = nearest(compact.versions, version);
  }

  /** The type of a kind, or undefined for kinds that Kubernetes itself does not have. */
  ofKind(group: string, version: string, kind: string): CelType | undefined {
    const key = `${group}/${version}/${kind}`;
    const name = Object.hasOwn(this.#types.kinds, key) ? this.#types.kinds[key] : undefined;
    return name === undefined || this.#fieldsOf(name).size === 0 ? undefined : types.object(name);
  }

  /** Group, version and kind of everything that Kubernetes itself has in this version. */
  *kinds(): Iterable<readonly [group: string, version: string, kind: string]> {
    for (const key of Object.keys(this.#types.kinds)) {
      const [group = '', version = '', kind = ''] = key.split('/');
      if (this.ofKind(group, version, kind) !== undefined) yield [group, version, kind];
    }
  }

  hasType(name: string): boolean {
    return Object.hasOwn(this.#types.definitions, name);
  }

  findField(typeName: string, field: string): CelType | undefined {
    return this.hasType(typeName) ? this.#fieldsOf(typeName).get(field) : undefined;
  }

  #fieldsOf(name: string): ReadonlyMap<string, CelType> {
    const known = this.#fields.get(name);
    if (known !== undefined) return known;
    const fields = new Map<string, CelType>();
    for (const line of this.#types.definitions[name] ?? []) {
      const [field = '', type = 'dyn', ...versions] = line.split(' ');
      if (versions.length === 0 || versions.includes(this.#version)) fields.set(field, readType(type));
    }
    this.#fields.set(name, fields);
    return fields;
  }
}

function readType(text: string): CelType {
  if (text.startsWith('[]')) return types.list(readType(text.slice(2)));
  if (text.startsWith('{}')) return types.map(types.string, readType(text.slice(2)));
  return (Object.hasOwn(simple, text) ? simple[text] : undefined) ?? types.object(text);
}

/** Versions are oldest first; all are of the same major version. */
function nearest(versions: readonly string[], wanted: string): string {
  const minor = (version: string) => Number(version.split('.')[1]);
  return versions.findLast((version) => minor(version) <= minor(wanted)) ?? versions[0] ?? wanted;
}
