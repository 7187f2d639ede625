import type { CompactTypes } from './compact-types.ts';
import compact from './kubernetes-types.json' with { type: 'json' };
import type { Scalar, StructuralType } from './structural-type.ts';

/** The types of Kubernetes' own kinds, as API servers of the versions in it publish them. */
export const publishedTypes: CompactTypes = compact;

const definitions = publishedTypes.definitions;
const structs = new Map<string, Struct>();

/** A definition such as `io.k8s.api.core.v1.PodSpec`, with the fields of all versions. It is read when somebody looks. */
export function definedType(name: string): Struct {
  let struct = structs.get(name);
  if (struct === undefined) structs.set(name, (struct = new Struct(name)));
  return struct;
}

class Struct {
  readonly form = 'struct';
  readonly whole = true;
  readonly #name: string;
  #fields: ReadonlyMap<string, StructuralType> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  get fields(): ReadonlyMap<string, StructuralType> {
    this.#fields ??= fieldsOf(definitions[this.#name] ?? []);
    return this.#fields;
  }
}

/** A field whose type changed between versions takes anything. */
function fieldsOf(lines: readonly string[]): ReadonlyMap<string, StructuralType> {
  const fields = new Map<string, StructuralType>();
  for (const line of lines) {
    const [field = '', type = 'dyn'] = line.split(' ');
    fields.set(field, fields.has(field) ? any : readType(type));
  }
  return fields;
}

const any: StructuralType = { form: 'any' };

const scalars = {
  string: true,
  bool: true,
  int32: true,
  int: true,
  double: true,
  bytes: true,
  time: true,
  quantity: true,
  'int-or-string': true,
} satisfies Record<Scalar, true>;

function readType(text: string): StructuralType {
  if (text.startsWith('[]')) return { form: 'list', of: readType(text.slice(2)) };
  if (text.startsWith('{}')) return { form: 'map', of: readType(text.slice(2)) };
  if (Object.hasOwn(scalars, text)) return { form: text as Scalar };
  if (text === 'object') return { form: 'map', of: any };
  return Object.hasOwn(definitions, text) ? definedType(text) : any;
}
