import type { Origin } from '../../cluster/index.ts';
import type { Locator } from './origin.ts';

/** One document, or one item of a list, on its way into the model. */
export interface FoundValue extends Pick<Origin, 'template' | 'renderer'> {
  readonly value: unknown;
  readonly file: string;
  readonly document: Locator;
}
