const surrogates = /[\ud800-\udfff]/;

/** Whether UTF-16 offsets of the text are code point offsets too. */
export function isBasicPlane(text: string): boolean {
  return !surrogates.test(text);
}

/** The length of a text in code points, which is what CEL counts. */
export function codePointLength(text: string): number {
  if (isBasicPlane(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}
