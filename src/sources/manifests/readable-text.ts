import { readFileSync } from 'node:fs';
import { decodeText } from '../yaml/index.ts';

/** The text of a file; undefined for what cannot be read or is no text. */
export function readableText(file: string): string | undefined {
  try {
    return decodeText(readFileSync(file))?.text;
  } catch {
    return undefined;
  }
}
