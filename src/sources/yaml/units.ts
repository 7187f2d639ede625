/** The UTF-16 units of a text in an array, which is asked many times as fast as a text. A line break ends it. */
export type Units = Uint8Array | Uint16Array;

const lineBreak = 0x0a;
const beyondLatin1 = /[^\0-\xff]/;
const largestSpare = 1024 * 1024;

/** Reading is synchronous, so one text is looked at at a time. */
let spare = Buffer.alloc(64 * 1024);

/** Good until the units of another text are asked for. */
export function unitsOf(text: string): Units {
  const length = text.length + 1;
  if (beyondLatin1.test(text)) {
    const wide = new Uint16Array(length);
    for (let at = 0; at < text.length; at++) wide[at] = text.charCodeAt(at);
    wide[text.length] = lineBreak;
    return wide;
  }
  const units = length <= spare.length ? spare : Buffer.allocUnsafe(Math.max(length, spare.length * 2));
  if (units.length <= largestSpare) spare = units;
  units.write(text, 'latin1');
  units[text.length] = lineBreak;
  return units;
}
