import type { Family } from '../address.ts';
import { mayHaveFamily } from '../pods.ts';
import type { PodClass } from './pod-classes.ts';

/** The family of addresses that a connection uses; undefined where all ends have the same one. */
export type Way = Family | undefined;

/** The families by which connections have to be told apart: of pods of one family alone there is nothing to tell. */
export function waysAmong(classes: readonly PodClass[]): readonly Way[] {
  const known = new Set(
    classes.flatMap(({ example: { addresses } }) =>
      addresses.length === 0 ? [] : [addresses.map(({ family }) => family).join()],
    ),
  );
  return known.size < 2 && !known.has('4,6') && !known.has('6,4') ? [undefined] : [4, 6];
}

/** Whether a class has an address by which a connection goes; one whose address is not known may have any. */
export function hasWay({ example }: PodClass, way: Way): boolean {
  return way === undefined || mayHaveFamily(example, way);
}
