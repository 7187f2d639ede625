import { rangeAt, type SourceRange } from './cel-error.ts';
import { notBool } from './compile/compile-logic.ts';
import { dataField } from './compile/compile-path.ts';
import type { Compiler } from './compile/compiler.ts';
import type { Frame } from './compile/frame.ts';
import { iterate } from './compile/iteration.ts';
import { isFatal } from './failure.ts';
import type { ComprehensionNode, Expression, IdentifierNode, SyntaxNode } from './syntax/syntax-tree.ts';
import { childrenOf } from './syntax/syntax-tree.ts';
import { absent, findField, findIndex } from './values/access.ts';

/** A list element (or map entry) a comprehension stood at. */
export interface WitnessElement {
  /** The variable that held it; of two, the one that holds the value. */
  variable: string;
  /** The very object of the input, so that the caller can find its path there. */
  value: unknown;
  /** Its place in the list the expression ran over, or its key in the map. */
  index: number | string;
}

/** A field the expression looked at. */
export interface WitnessField {
  /** The variable the path starts at; may be the variable of one of the elements. */
  root: string;
  /** Field names and list indexes from that variable. */
  path: string[];
  present: boolean;
  /** The value found there, when present. */
  value?: unknown;
}

/** One part of an expression that, by being true or false, makes the whole what it is. */
export interface Witness {
  range: SourceRange;
  text: string;
  /** Whether this part is true or false. */
  result: boolean;
  elements: WitnessElement[];
  fields: WitnessField[];
}

class Explainer {
  private readonly expression: Expression;
  private readonly compiler: Compiler;
  private readonly frame: Frame;

  constructor(expression: Expression, compiler: Compiler, frame: Frame) {
    this.expression = expression;
    this.compiler = compiler;
    this.frame = frame;
  }

  run(): Witness[] {
    const { root } = this.expression;
    return this.explain(root, this.bool(root), []);
  }

  private value(node: SyntaxNode): unknown {
    return this.compiler.compile(node)(this.frame);
  }

  private bool(node: SyntaxNode): boolean {
    const value = this.value(node);
    if (typeof value !== 'boolean') throw notBool(value, node);
    return value;
  }

  /** The value of a part that the whole may have absorbed the error of. */
  private boolOrError(node: SyntaxNode): boolean | undefined {
    try {
      return this.bool(node);
    } catch (error) {
      if (isFatal(error)) throw error;
      return undefined;
    }
  }

  private explain(node: SyntaxNode, result: boolean, elements: readonly WitnessElement[]): Witness[] {
    switch (node.kind) {
      case 'logic':
        // The terms that equal the result make it: the false ones of `&&`, all of them when it is true.
        return node.terms.flatMap((term) =>
          this.boolOrError(term) === result ? this.explain(term, result, elements) : [],
        );
      case 'conditional':
        return this.explain(this.bool(node.condition) ? node.whenTrue : node.whenFalse, result, elements);
      case 'call': {
        const [operand] = node.arguments;
        if (node.name === '!_' && operand !== undefined) return this.explain(operand, !result, elements);
        return [this.leaf(node, result, elements)];
      }
      case 'binding': {
        if (node.macro !== 'bind') return [this.leaf(node, result, elements)];
        this.frame.slots[node.slot ?? 0] = () => this.value(node.initial);
        return this.explain(node.body, result, elements);
      }
      case 'comprehension':
        return this.comprehension(node, result, elements);
      default:
        return [this.leaf(node, result, elements)];
    }
  }

  private comprehension(
    node: ComprehensionNode,
    result: boolean,
    elements: readonly WitnessElement[],
  ): Witness[] {
    if (node.macro !== 'all' && node.macro !== 'exists' && node.macro !== 'exists_one') {
      return [this.leaf(node, result, elements)];
    }
    const range = this.value(node.range);
    const iteration = iterate(node, range);
    const found: Witness[] = [];
    // `exists_one` is made true by its one match, and false by more than one.
    const wanted = node.macro === 'exists_one' ? true : result;
    const [first = '', second] = node.variables;
    for (let index = 0; index < iteration.count; index++) {
      iteration.bind(this.frame, index);
      if (this.boolOrError(node.body) !== wanted) continue;
      const { key, value } = iteration.item(index);
      const element = {
        variable: second ?? first,
        value,
        index: elementIndex(range, second, index, key, value),
      };
      found.push(...this.explain(node.body, wanted, [...elements, element]));
    }
    return found.length === 0 ? [this.leaf(node, result, elements)] : found;
  }

  private leaf(node: SyntaxNode, result: boolean, elements: readonly WitnessElement[]): Witness {
    const fields: WitnessField[] = [];
    this.collectFields(node, new Set(), fields);
    return {
      range: rangeAt(this.expression.source, node.start, node.end),
      text: this.expression.source.slice(node.start, node.end),
      result,
      elements: [...elements],
      fields,
    };
  }

  /** All paths below a node; `inner` are the slots of comprehensions inside it, whose variables have no one value. */
  private collectFields(node: SyntaxNode, inner: ReadonlySet<number>, fields: WitnessField[]): void {
    const path = this.pathOf(node, inner, fields);
    if (path !== undefined) {
      if (
        !fields.some((known) => known.root === path.root && known.path.join('\0') === path.path.join('\0'))
      ) {
        fields.push(path);
      }
      return;
    }
    const slots =
      node.kind === 'comprehension' ? (node.slots ?? []) : node.kind === 'binding' ? [node.slot ?? -1] : [];
    const hidden = slots.length === 0 ? inner : new Set([...inner, ...slots]);
    for (const child of childrenOf(node)) this.collectFields(child, hidden, fields);
  }

  private pathOf(
    node: SyntaxNode,
    inner: ReadonlySet<number>,
    fields: WitnessField[],
  ): WitnessField | undefined {
    const keys: unknown[] = [];
    let at = node;
    while (true) {
      if (at.kind === 'select' && at.resolved !== undefined) at = at.resolved;
      if (at.kind === 'select') {
        keys.unshift(dataField(at));
        at = at.operand;
      } else if (at.kind === 'index') {
        this.collectFields(at.index, inner, fields);
        keys.unshift(this.keyOf(at.index));
        at = at.operand;
      } else break;
    }
    if (at.kind !== 'identifier' || at.slot === undefined || inner.has(at.slot)) return undefined;
    return this.follow(at, keys);
  }

  private keyOf(node: SyntaxNode): unknown {
    try {
      return this.value(node);
    } catch (error) {
      if (isFatal(error)) throw error;
      return absent;
    }
  }

  private follow(root: IdentifierNode, keys: readonly unknown[]): WitnessField {
    const path: string[] = [];
    let value: unknown = this.keyOf(root);
    for (const key of keys) {
      if (key === absent) break;
      path.push(String(key));
      if (value === absent) continue;
      value = typeof key === 'string' ? stringKey(value, key) : findIndexOrAbsent(value, key);
    }
    const present = value !== absent;
    return { root: root.name, path, present, ...(present ? { value } : {}) };
  }
}

function stringKey(value: unknown, key: string): unknown {
  try {
    return findField(value, key);
  } catch {
    return absent;
  }
}

function findIndexOrAbsent(value: unknown, key: unknown): unknown {
  try {
    return findIndex(value, key);
  } catch {
    return absent;
  }
}

function elementIndex(
  range: unknown,
  second: string | undefined,
  index: number,
  key: unknown,
  value: unknown,
): number | string {
  if (Array.isArray(range)) return index;
  return String(second === undefined ? value : key);
}

/** Explains the value of an expression that is true or false. */
export function explainResult(expression: Expression, compiler: Compiler, frame: Frame): Witness[] {
  return new Explainer(expression, compiler, frame).run();
}
