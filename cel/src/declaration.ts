import { type CelType, types } from './cel-type.ts';

/** What runs a call. Arguments have passed the guards of the overload's parameter types. */
export type Implementation = (...given: never[]) => unknown;

/** One way to call a function. */
export interface Overload {
  /** cel-go's overload id: the cost rules go by it. */
  id: string;
  name: string;
  /** `target.name(…)`, with the target as first parameter, rather than `name(…)`. */
  member: boolean;
  parameters: readonly CelType[];
  result: CelType;
  /** Names of the type parameters that occur. */
  typeParameters: readonly string[];
  /** Upstream turns the run-time test of arguments off for some; they test themselves. */
  unguarded?: boolean;
  implementation: Implementation;
}

/** A set of functions that come together. */
export type Library = readonly Overload[];

const named: Readonly<Record<string, CelType>> = {
  dyn: types.dyn,
  null_type: types.null,
  bool: types.bool,
  int: types.int,
  uint: types.uint,
  double: types.double,
  string: types.string,
  bytes: types.bytes,
  timestamp: types.timestamp,
  duration: types.duration,
  Quantity: types.quantity,
  URL: types.url,
  IP: types.ip,
  CIDR: types.cidr,
  Semver: types.semver,
  NamedFormat: types.namedFormat,
  Authorizer: types.authorizer,
  PathCheck: types.opaque('kubernetes.authorization.PathCheck'),
  GroupCheck: types.opaque('kubernetes.authorization.GroupCheck'),
  ResourceCheck: types.opaque('kubernetes.authorization.ResourceCheck'),
  Decision: types.opaque('kubernetes.authorization.Decision'),
};

/** Splits at commas outside parentheses. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  if (text.trim() !== '') parts.push(text.slice(from));
  return parts.map((part) => part.trim());
}

function typeOf(text: string, parameters: Set<string>): CelType {
  const applied = /^(\w+)\((.*)\)$/.exec(text);
  if (applied !== null) {
    const inner = splitArguments(applied[2] ?? '').map((part) => typeOf(part, parameters));
    const [first = types.dyn, second = types.dyn] = inner;
    switch (applied[1]) {
      case 'list':
        return types.list(first);
      case 'map':
        return types.map(first, second);
      case 'optional':
        return types.optional(first);
      case 'type':
        return types.type(first);
      default:
        throw new Error(`unknown type constructor in a declaration: ${text}`);
    }
  }
  if (/^[A-Z]$/.test(text)) {
    parameters.add(text);
    return { kind: 'parameter', name: text };
  }
  return named[text] ?? types.opaque(text);
}

/** The position of the `.` before the function name of a member declaration, or -1. */
function memberDot(head: string): number {
  const dot = head.lastIndexOf('.');
  if (dot === -1) return -1;
  return isTypeText(head.slice(0, dot)) ? dot : -1;
}

function isTypeText(text: string): boolean {
  return Object.hasOwn(named, text) || /^[A-Z]$/.test(text) || text.endsWith(')');
}

/**
 * Declares an overload by its signature: `string.startsWith(string): bool` for a member, `size(list(T)): int` for a
 * global function; one capital letter is a type parameter.
 */
export function declare(id: string, signature: string, implementation: Implementation): Overload {
  const close = signature.lastIndexOf('): ');
  let open = close;
  for (let depth = 1; depth > 0 && open > 0; ) {
    open--;
    if (signature[open] === ')') depth++;
    else if (signature[open] === '(') depth--;
  }
  const head = signature.slice(0, open);
  const dot = memberDot(head);
  const typeParameters = new Set<string>();
  const parameters = splitArguments(signature.slice(open + 1, close)).map((text) =>
    typeOf(text, typeParameters),
  );
  if (dot !== -1) parameters.unshift(typeOf(head.slice(0, dot), typeParameters));
  return {
    id,
    name: dot === -1 ? head : head.slice(dot + 1),
    member: dot !== -1,
    parameters,
    result: typeOf(signature.slice(close + 3), typeParameters),
    typeParameters: [...typeParameters],
    implementation,
  };
}

/** The functions of an environment, by name. */
export class FunctionRegistry {
  private readonly byName = new Map<string, Overload[]>();

  constructor(libraries: readonly Library[]) {
    for (const library of libraries) {
      for (const overload of library) {
        const known = this.byName.get(overload.name);
        if (known === undefined) this.byName.set(overload.name, [overload]);
        else known.push(overload);
      }
    }
  }

  find(name: string): readonly Overload[] | undefined {
    return this.byName.get(name);
  }

  names(): string[] {
    return [...this.byName.keys()].sort();
  }
}
