/** Longer texts are rarely the same twice. */
const longest = 128;
const most = 8192;

let recent = new Set<string>();
let older = new Set<string>();

/**
 * Whether a text was searched before and holds nothing to hide, whatever it is the value of: labels, names and images
 * repeat from object to object, and one search of each is enough.
 */
export function isKnownHarmless(text: string): boolean {
  return text.length <= longest && (recent.has(text) || older.has(text));
}

/** Only for texts in which no search found anything; what was asked for lately stays known, and memory stays bounded. */
export function rememberHarmless(text: string): void {
  if (text.length > longest) return;
  if (recent.size >= most) {
    older = recent;
    recent = new Set();
  }
  recent.add(text);
}
