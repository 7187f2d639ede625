import type { Json } from '../cluster/index.ts';
import type { Layout } from './layout.ts';
import { isFilled, isList } from './same-value.ts';
import { yamlScalar } from './scalar-text.ts';

/** A value as the lines of block YAML, the first of them not indented and without its key. */
export function blockLines(value: Json, layout: Layout): readonly string[] {
  if (!isFilled(value))
    return [isList(value) ? '[]' : typeof value === 'object' && value !== null ? '{}' : yamlScalar(value)];
  if (isList(value)) return value.flatMap((item) => indentRest(['- ', ...blockLines(item, layout)], 2));
  return Object.entries(value).flatMap(([key, field]) => entryLines(key, field, layout));
}

/** A mapping entry: on one line, or with what is nested below it. */
export function entryLines(key: string, value: Json, layout: Layout): readonly string[] {
  const name = yamlScalar(key);
  if (!isNested(value, layout)) return [`${name}: ${inlineYaml(value)}`];
  const indent = ' '.repeat(isList(value) ? layout.listStep : layout.step);
  return [`${name}:`, ...blockLines(value, layout).map((line) => indent + line)];
}

/** Whether a value takes lines of its own below its key. */
export function isNested(value: Json, { flowLists }: Layout): boolean {
  return isFilled(value) && !(flowLists && isList(value) && !value.some(isFilled));
}

/** A value on one line, as flow YAML. */
export function inlineYaml(value: Json): string {
  if (isList(value)) return `[${value.map(inlineYaml).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return yamlScalar(value);
  return `{${Object.entries(value)
    .map(([key, field]) => `${yamlScalar(key)}: ${inlineYaml(field)}`)
    .join(', ')}}`;
}

function indentRest([head = '', first = '', ...rest]: readonly string[], columns: number): readonly string[] {
  return [head + first, ...rest.map((line) => ' '.repeat(columns) + line)];
}
