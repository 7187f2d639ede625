/** Fields of an object whose shape nobody checked: a wrong type or null counts as absent, so it hides only itself. */
export type Fields = Readonly<Record<string, unknown>>;

const noFields: Fields = {};
const noItems: readonly unknown[] = [];

/** A map, as JSON and YAML have it: neither null nor a list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asMap(value: unknown): Fields {
  return isFields(value) ? value : noFields;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : noItems;
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function asTexts(value: unknown): readonly string[] {
  return asList(value).filter((item) => typeof item === 'string');
}
