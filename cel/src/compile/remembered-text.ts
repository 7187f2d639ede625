import type { FunctionRegistry } from '../declaration.ts';
import type { CallNode, SyntaxNode } from '../syntax/syntax-tree.ts';
import { dataField } from './compile-path.ts';
import type { CompileContext } from './context.ts';
import type { Closure } from './frame.ts';

interface Remembered {
  readonly text: string;
  readonly cost: number;
}

/** Texts by the object that they were made of. */
type Memory = Map<unknown, Remembered>;

/** By what makes the text, of all expressions of one environment. */
const memories = new WeakMap<FunctionRegistry, Map<string, Memory>>();

const mostObjects = 64;
const longestText = 10_000;

/**
 * Policies that search commands each begin with the same text, joined out of one container: `(c.?command.orValue([]) +
 * c.?args.orValue([])).join(' ')`. A text that is joined out of the fields of one variable, in whichever expression of an
 * environment, is made once for as long as the same objects are looked at; it costs its units each time.
 * @returns undefined for a call that is none of these
 */
export function rememberedText(node: CallNode, make: Closure, context: CompileContext): Closure | undefined {
  const found = recipeOf(node);
  if (found === undefined) return undefined;
  const { slot } = found;
  const { crossNumeric, strictMapKeys, looseOptionals } = context;
  const memory = memoryOf(
    context.functions,
    JSON.stringify([crossNumeric, strictMapKeys, looseOptionals, found.recipe]),
  );
  return (frame) => {
    const object = frame.slots[slot];
    if (typeof object !== 'object' || object === null || Object.getPrototypeOf(object) !== Object.prototype)
      return make(frame);
    const known = memory.get(object);
    // Where the budget ends on the way, it ends where it would have.
    if (known !== undefined && frame.cost + known.cost <= frame.limit) {
      frame.cost += known.cost;
      return known.text;
    }
    const before = frame.cost;
    const text = make(frame);
    if (typeof text === 'string' && text.length <= longestText) {
      if (memory.size >= mostObjects) memory.clear();
      memory.set(object, { text, cost: frame.cost - before });
    }
    return text;
  };
}

function memoryOf(functions: FunctionRegistry, recipe: string): Memory {
  let all = memories.get(functions);
  if (all === undefined) {
    all = new Map();
    memories.set(functions, all);
  }
  let memory = all.get(recipe);
  if (memory === undefined) {
    memory = new Map();
    all.set(recipe, memory);
  }
  return memory;
}

/** How a text is made of one variable, equal for expressions that do the same. */
function recipeOf(node: CallNode): { recipe: unknown; slot: number } | undefined {
  const parts = new Set<string>();
  const slots = new Set<number>();
  const recipe = stepsOf(node, parts, slots);
  const [slot] = slots;
  if (recipe === undefined || slot === undefined || slots.size > 1 || !parts.has('join')) return undefined;
  return { recipe, slot };
}

/** The only calls that make such a text. */
const calls: ReadonlySet<string> = new Set(['join', '_+_', 'orValue']);

function stepsOf(node: SyntaxNode, parts: Set<string>, slots: Set<number>): unknown {
  switch (node.kind) {
    case 'identifier':
      if (node.slot === undefined) return undefined;
      slots.add(node.slot);
      return true;
    case 'constant':
      return typeof node.value === 'string' ? node.value : undefined;
    case 'list':
      return node.elements.length === 0 ? [] : undefined;
    case 'select': {
      if (node.resolved !== undefined || node.presence) return undefined;
      const operand = stepsOf(node.operand, parts, slots);
      return operand === undefined ? undefined : [operand, node.optional ? '.?' : '.', dataField(node)];
    }
    case 'call': {
      if (node.resolvedName !== undefined || !calls.has(node.name)) return undefined;
      parts.add(node.name);
      const given = node.target === undefined ? node.arguments : [node.target, ...node.arguments];
      const steps = given.map((each) => stepsOf(each, parts, slots));
      return steps.includes(undefined) ? undefined : [node.name, node.overloads, ...steps];
    }
    default:
      return undefined;
  }
}
