import { visibleText } from '../cluster/index.ts';
import type { Finding } from './schema.ts';
import { withoutMarkers } from './text/evidence-value.ts';

/** Stands for a value that the evidence does not have. */
const notRead = Symbol('not read');

type Fix = NonNullable<Finding['fix']>;

interface Node {
  readonly children: Map<string, Node>;
  removed?: { readonly value: unknown };
  added?: { readonly value: unknown };
}

/**
 * The patch as a unified diff of the fields it touches, in the shape of the object's YAML: context lines lead to the
 * field, `-` is what is there (where the evidence has it) and `+` what should be. Empty for a fix without patch.
 */
export function fixDiff(fix: Fix, evidence: Finding['evidence'], container?: string): string[] {
  const root: Node = { children: new Map() };
  for (const operation of fix.patch) {
    const node = nodeAt(root, pointerSteps(operation.path));
    const found = evidence.find(
      ({ path, object }) => object === undefined && samePlace(path, operation.path),
    );
    if (found?.value !== undefined) node.removed = { value: parsed(found.value) };
    else if (operation.op !== 'add') node.removed = { value: notRead };
    if (operation.op !== 'remove') node.added = { value: operation.value };
  }
  return linesOf(root, 0, container).map(visibleText);
}

function nodeAt(root: Node, steps: readonly string[]): Node {
  let node = root;
  for (const step of steps) {
    let child = node.children.get(step);
    if (child === undefined) {
      child = { children: new Map() };
      node.children.set(step, child);
    }
    node = child;
  }
  return node;
}

function linesOf(node: Node, depth: number, container: string | undefined): string[] {
  const indent = '  '.repeat(depth);
  return [...node.children].flatMap(([step, child]) => {
    const head = headOf(step, container);
    if (child.children.size > 0) return [` ${indent}${head}`, ...linesOf(child, depth + 1, container)];
    return [...marked('-', indent, head, child.removed), ...marked('+', indent, head, child.added)];
  });
}

/** An element of a list is told by its container where the finding has one, else by its index. */
function headOf(step: string, container: string | undefined): string {
  if (step === '-') return '-';
  if (!/^\d+$/.test(step)) return `${/^[\w./-]+$/.test(step) ? step : JSON.stringify(step)}:`;
  return container === undefined ? `- # element ${step}` : `- name: ${container}`;
}

function marked(sign: '-' | '+', indent: string, head: string, side: Node['removed']): string[] {
  return side === undefined ? [] : nested(head, side.value).map((line) => `${sign}${indent}${line}`);
}

/** A small value as block YAML; scalars as JSON, which YAML reads the same. */
function yamlLines(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.every((each) => typeof each !== 'object' || each === null)
      ? [JSON.stringify(value)]
      : value.flatMap((each) => nested('-', each));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return ['{}'];
    return entries.flatMap(([key, each]) => nested(`${key}:`, each));
  }
  return [value === notRead ? '…' : scalar(value)];
}

function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  const shown = withoutMarkers(value);
  const isPlain = /^[A-Za-z][\w./-]*$/.test(shown) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(shown);
  return shown !== value || isPlain ? shown : JSON.stringify(shown);
}

function nested(head: string, value: unknown): string[] {
  const lines = yamlLines(value);
  const isBlock =
    typeof value === 'object' &&
    value !== null &&
    !(Array.isArray(value) && lines.length === 1) &&
    lines[0] !== '{}';
  return isBlock ? [head, ...lines.map((line) => `  ${line}`)] : [`${head} ${lines[0] ?? ''}`];
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function pointerSteps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Whether a dotted path (`a.b[0]['x/y']`) and a JSON pointer (`/a/b/0/x~1y`) name the same field. */
function samePlace(path: string, pointer: string): boolean {
  const steps = [...path.matchAll(/\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => quoted ?? index ?? plain ?? '',
  );
  return steps.join('\n') === pointerSteps(pointer).join('\n');
}
