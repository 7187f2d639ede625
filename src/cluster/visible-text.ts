/** C0 and C1 controls, line and paragraph separators, and characters that turn the direction of text around. */
const invisible = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const lettered: Readonly<Record<string, string>> = {
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

/**
 * A text that somebody else wrote, safe to print: what would move the cursor, begin a line of its own (a workflow command of
 * a CI system) or reorder what a person reads is shown as an escape, `\u001b`. https://trojansource.codes,
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function visibleText(text: string): string {
  return text.replace(
    invisible,
    (character) => lettered[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** JSON-like data with every string, also every key, made {@link visibleText}; the data itself where all of them are. */
export function visibleStrings<T>(value: T): T {
  return visible(value) as T;
}

function visible(value: unknown): unknown {
  if (typeof value === 'string') return isVisible(value) ? value : visibleText(value);
  if (Array.isArray(value)) {
    const list = value.map(visible);
    return list.every((each, index) => each === value[index]) ? value : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields);
  const shown = names.map((name) => visible(fields[name]));
  if (names.every((name, index) => shown[index] === fields[name] && isVisible(name))) return value;
  return Object.fromEntries(names.map((name, index) => [visibleText(name), shown[index]]));
}

function isVisible(text: string): boolean {
  return text.search(invisible) < 0;
}
