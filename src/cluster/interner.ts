/**
 * Makes equal texts one string: a parser, or a template of a message, makes a copy for each place. What was asked for lately
 * is known; memory stays bounded by two times `most` texts.
 * @param longest longer texts, in UTF-16 code units, stay as they are: they are rarely the same twice
 */
export function createInterner(longest: number, most: number): (text: string) => string {
  let recent = new Map<string, string>();
  let older = new Map<string, string>();
  return (text) => {
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
  };
}
