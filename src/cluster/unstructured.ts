/** Fields of an object whose shape nobody checked: a wrong type or null counts as absent, so it hides only itself. */
type Fields = Readonly<Record<string, unknown>>;

const noFields: Fields = {};
const noItems: readonly unknown[] = [];

export function asMap(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : noFields;
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
