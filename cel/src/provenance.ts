import { type ComprehensionNode, childrenOf, type SyntaxNode } from './syntax/syntax-tree.ts';

/**
 * The way to a part of a variable: its name, then field names. `*` is any element of a list or value of a map, `#` which
 * elements or keys there are.
 */
export type PartPath = readonly string[];

/** Where the value of an expression comes from. */
export interface Provenance {
  /** Parts that were looked at: equal ones give an equal value, an equal error and an equal cost, apart from `from`. */
  readonly reads: readonly PartPath[];
  /** Parts that the value is made of, passed on without a look at what is in them. */
  readonly from: readonly PartPath[];
}

/** What is known of a part that is computed elsewhere, such as a variable of a policy; undefined leaves it as it is. */
export type KnownParts = (path: PartPath) => Provenance | undefined;

/**
 * What an expression may read, whatever the values are. Never too little; too much where values take ways that are not
 * followed, such as through a list written in the expression.
 */
export function provenanceOf(root: SyntaxNode, known: KnownParts = () => undefined): Provenance {
  const tracer = new Tracer(known);
  const from = tracer.trace(root, new Map());
  return { reads: tracer.reads(), from };
}

type Locals = ReadonlyMap<string, readonly PartPath[]>;

const nothing: readonly PartPath[] = [];

class Tracer {
  readonly #known: KnownParts;
  readonly #reads = new Map<string, PartPath>();

  constructor(known: KnownParts) {
    this.#known = known;
  }

  reads(): PartPath[] {
    return [...this.#reads.values()];
  }

  /** @returns the parts that the value of the node is made of */
  trace(node: SyntaxNode, locals: Locals): readonly PartPath[] {
    switch (node.kind) {
      case 'constant':
        return nothing;
      case 'identifier':
        if (node.constant !== undefined) return nothing;
        return locals.get(node.name) ?? this.#part([node.name]);
      case 'select': {
        if (node.resolved !== undefined) return this.trace(node.resolved, locals);
        const field = this.trace(node.operand, locals).flatMap((path) => this.#part([...path, node.field]));
        return node.presence ? this.#look(field) : field;
      }
      case 'index': {
        const { operand, index } = node;
        const from = this.trace(operand, locals);
        if (index.kind === 'constant' && typeof index.value === 'string') {
          const key = index.value;
          return from.flatMap((path) => this.#part([...path, key]));
        }
        this.#look(this.trace(index, locals));
        return this.#elements(from);
      }
      case 'call':
        return this.#call(node.resolvedName ?? node.name, childrenOf(node), locals);
      case 'conditional':
        this.#look(this.trace(node.condition, locals));
        return [...this.trace(node.whenTrue, locals), ...this.trace(node.whenFalse, locals)];
      case 'comprehension':
        return this.#comprehension(node, locals);
      case 'binding': {
        const initial = this.trace(node.initial, locals);
        if (node.macro !== 'bind') this.#lookAtShape(initial);
        return this.trace(node.body, new Map([...locals, [node.variable, initial]]));
      }
      case 'logic':
      case 'list':
      case 'map':
      case 'object':
        for (const child of childrenOf(node)) this.#look(this.trace(child, locals));
        return nothing;
    }
  }

  #call(name: string, operands: readonly SyntaxNode[], locals: Locals): readonly PartPath[] {
    const from = operands.flatMap((operand) => this.trace(operand, locals));
    if (!passingOn.has(name)) return this.#look(from);
    this.#lookAtShape(from);
    return from;
  }

  #comprehension(
    { macro, range, variables, filter, body }: ComprehensionNode,
    locals: Locals,
  ): readonly PartPath[] {
    const from = this.trace(range, locals);
    const element = this.#elements(from);
    const inside = new Map([...locals, ...variables.map((name) => [name, element] as const)]);
    if (filter !== undefined) this.#look(this.trace(filter, inside));
    this.#look(this.trace(body, inside));
    return macro === 'filter' || macro === 'sortBy' ? from : nothing;
  }

  #elements(from: readonly PartPath[]): readonly PartPath[] {
    this.#lookAtShape(from);
    return from.flatMap((path) => this.#part([...path, '*']));
  }

  #part(path: PartPath): readonly PartPath[] {
    const known = this.#known(path);
    if (known === undefined) return [path];
    this.#look(known.reads);
    return known.from;
  }

  #lookAtShape(from: readonly PartPath[]): void {
    this.#look(from.map((path) => [...path, '#']));
  }

  #look(paths: readonly PartPath[]): readonly PartPath[] {
    for (const path of paths) this.#reads.set(JSON.stringify(path), path);
    return nothing;
  }
}

/** Functions whose value is made of their operands as they are. */
const passingOn: ReadonlySet<string> = new Set(['_+_', 'dyn', 'or', 'orValue', 'value']);
