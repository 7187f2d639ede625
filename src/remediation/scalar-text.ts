import type { Json } from '../cluster/index.ts';

/** Plain words that YAML 1.1 reads as something other than a text. https://yaml.org/type/ */
const notText = /^(?:y|n|yes|no|on|off|true|false|null|inf|nan)$/i;

/** A scalar in YAML: texts plain where nothing else can be read into them. */
export function yamlScalar(value: Json, quote: '"' | "'" = '"'): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (/^(?:[A-Za-z][A-Za-z0-9_./-]*|[0-9]+(?:ms|[smh]|[KMGT]i))$/.test(value) && !notText.test(value))
    return value;
  return quoted(value, quote);
}

/** Single quotes know no escapes, so they serve only what needs none. */
export function quoted(value: string, quote: '"' | "'"): string {
  if (quote === "'" && /^[\x20-\x7e]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return jsonString(value);
}

/** JSON that is YAML too: what YAML takes for a line break or does not allow is escaped. */
export function jsonString(value: string): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
