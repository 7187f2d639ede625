import type { Finding } from '../../../src/report/schema.ts';

type Fix = NonNullable<Finding['fix']>;
type Operation = Fix['patch'][number];

export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/**
 * A JSON patch (RFC 6902) as the change to the YAML that a person would make: the path as context, then what goes
 * and what comes. The old value is known where the evidence has it. Steps that two operations share are shown once.
 */
export function fixDiff(fix: Fix, finding: Pick<Finding, 'evidence' | 'subject'>): readonly DiffLine[] {
  const old = new Map(finding.evidence.map((evidence) => [evidence.path, evidence.value]));
  const lines: DiffLine[] = [];
  let shown: readonly string[] = [];
  for (const operation of fix.patch) {
    const steps = operation.path.split('/').slice(1).map(unescapePointer);
    const parents = steps.slice(0, -1);
    const common = commonLength(shown, parents);
    for (let depth = common; depth < parents.length; depth++)
      lines.push(...contextLine(parents, depth, finding.subject.container));
    shown = parents;
    lines.push(...changeLines(operation, steps, old.get(dottedPath(steps))));
  }
  return lines;
}

/** `spec.containers[0].image`, as evidence names it. */
function dottedPath(steps: readonly string[]): string {
  return steps
    .map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('');
}

function contextLine(parents: readonly string[], depth: number, container: string | undefined): DiffLine[] {
  const step = parents[depth] ?? '';
  if (!isIndex(step)) return [{ sign: ' ', text: `${indent(parents, depth)}${step}:` }];
  const ofContainer = container !== undefined && parents[depth - 1]?.endsWith('ontainers');
  return [
    {
      sign: ' ',
      text: `${indent(parents, depth)}- ${ofContainer ? `name: ${container}` : `# item ${step}`}`,
    },
  ];
}

function changeLines(operation: Operation, steps: readonly string[], old: string | undefined): DiffLine[] {
  const depth = steps.length - 1;
  const key = steps.at(-1) ?? '';
  const pad = indent(steps, depth);
  const head = isIndex(key) || key === '-' ? '- ' : `${key}: `;
  const lines: DiffLine[] = [];
  if (old !== undefined)
    lines.push(...yamlLines(parsed(old), head, pad).map((text) => ({ sign: '-' as const, text })));
  else if (operation.op !== 'add') lines.push({ sign: '-', text: `${pad}${head.trimEnd()}` });
  if (operation.op !== 'remove')
    lines.push(...yamlLines(operation.value, head, pad).map((text) => ({ sign: '+' as const, text })));
  return lines;
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Block YAML of a JSON value behind `head` (`key: ` or `- `). */
function yamlLines(value: unknown, head: string, pad: string): string[] {
  if (Array.isArray(value) && value.length > 0)
    return [
      `${pad}${head.trimEnd()}`,
      ...value.flatMap((item: unknown) => yamlLines(item, '- ', `${pad}  `)),
    ];
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    const entries = Object.entries(value);
    if (head === '- ')
      return entries.flatMap(([key, item], index) =>
        yamlLines(item, `${key}: `, `${pad}  `).map((line, at) =>
          index === 0 && at === 0 ? `${pad}- ${line.trimStart()}` : line,
        ),
      );
    return [
      `${pad}${head.trimEnd()}`,
      ...entries.flatMap(([key, item]) => yamlLines(item, `${key}: `, `${pad}  `)),
    ];
  }
  return [`${pad}${head}${scalar(value)}`];
}

function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'null';
  const plain =
    /^[A-Za-z/][\w./:@-]*$/.test(value) &&
    !value.endsWith(':') &&
    !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

/** List items sit under their list's key without further indent after the dash, as kubectl prints them. */
function indent(steps: readonly string[], depth: number): string {
  let width = 0;
  for (let index = 0; index < depth; index++) width += 2;
  for (let index = 1; index <= depth; index++) if (isIndex(steps[index] ?? '')) width -= 2;
  return ' '.repeat(Math.max(0, width));
}

function isIndex(step: string): boolean {
  return /^\d+$/.test(step);
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
