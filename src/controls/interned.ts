const longest = 256;
const most = 4096;

let recent = new Map<string, string>();
let older = new Map<string, string>();

/**
 * The same text as one string: thousands of findings say the same of the same fields, and each would hold a copy. What was
 * asked for lately is known; memory stays bounded.
 */
export function interned(text: string): string {
  if (text.length > longest) return text;
  const known = recent.get(text);
  if (known !== undefined) return known;
  const kept = older.get(text) ?? text;
  if (recent.size >= most) {
    older = recent;
    recent = new Map();
  }
  recent.set(kept, kept);
  return kept;
}
