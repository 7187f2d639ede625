import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { type ExpandedValue, expandValue } from './expand-value.ts';

/** Where a value stands in an object. */
export type Place = 'env' | 'args' | 'command' | 'probe' | 'lifecycle' | 'annotation' | 'configMap';

/** A value, and what a careful reader says about it. */
export interface LabelledValue {
  readonly at: Place;
  /** The variable, annotation or key; of a list, only what a reader calls it. */
  readonly name: string;
  /** Successive arguments of a list; else one. */
  readonly texts: readonly string[];
  /** What must not be shown; empty for what is harmless. */
  readonly secrets: readonly string[];
}

interface Row {
  readonly at: Place;
  readonly name: string;
  readonly value: string | readonly string[];
}

/** The values of a file in this folder (its format is said at the top of held-out.yaml). */
export function readLabelledValues(file: string): LabelledValue[] {
  const { credentials, harmless } = load(readFileSync(join(import.meta.dirname, file), 'utf8')) as {
    readonly credentials: readonly Row[];
    readonly harmless: readonly Row[];
  };
  const rows = [...credentials, ...harmless];
  const values = rows.map((row, index) => labelled(row, `${file} ${index}`));
  for (const [index, { name, secrets }] of values.entries()) {
    if (secrets.length > 0 !== index < credentials.length)
      throw new Error(`${file}: ${name} is marked and listed differently`);
  }
  return values;
}

function labelled({ at, name, value }: Row, seed: string): LabelledValue {
  const parts: ExpandedValue[] = (typeof value === 'string' ? [value] : value).map((text, index) =>
    expandValue(text, `${seed} ${index}`),
  );
  return {
    at,
    name,
    texts: parts.map(({ text }) => text),
    secrets: parts.flatMap(({ secrets }) => secrets),
  };
}
