import type { Locator, Rendered } from './origin.ts';

/** One document, or one item of a list, on its way into the model. */
export interface FoundValue extends Rendered {
  readonly value: unknown;
  readonly file: string;
  readonly document: Locator;
}
