import type { Report } from '../schema.ts';

/**
 * The report as published, in pieces so that a large one is never one string: two spaces of indentation outside, one
 * finding, workload, control or cause per line, which `grep` and a diff can work with.
 */
export function* formatJson(report: Report): Generator<string> {
  yield '{\n';
  const entries = Object.entries(report).filter(([, value]) => value !== undefined);
  for (const [index, [key, value]] of entries.entries()) {
    const comma = index < entries.length - 1 ? ',' : '';
    if (!Array.isArray(value) || value.length === 0) {
      yield `  ${JSON.stringify(key)}: ${JSON.stringify(value)}${comma}\n`;
      continue;
    }
    yield `  ${JSON.stringify(key)}: [\n`;
    for (const [position, item] of value.entries()) {
      yield `    ${JSON.stringify(item)}${position < value.length - 1 ? ',' : ''}\n`;
    }
    yield `  ]${comma}\n`;
  }
  yield '}\n';
}
