import { isDeepStrictEqual } from 'node:util';
import type { ClusterObject } from '../../cluster/index.ts';

/** What was read of objects, so that the same object is not read again in a later state of the cluster. */
export class KnownReadings {
  readonly #earlier: ReadonlyMap<ClusterObject, unknown>;
  readonly #isStale: (object: ClusterObject) => boolean;
  readonly #read = new Map<ClusterObject, unknown>();

  /**
   * @param earlier those of the state before
   * @param isStale whether an object may say something else now, as where it names others: then it is read again, and what it
   *   said before is kept where that is equal
   */
  constructor(earlier?: KnownReadings, isStale: (object: ClusterObject) => boolean = () => false) {
    this.#earlier = earlier === undefined ? new Map() : earlier.#read;
    this.#isStale = isStale;
  }

  of<Reading>(object: ClusterObject, read: () => Reading): Reading {
    const known = this.#earlier.get(object) as Reading | undefined;
    let reading = known;
    if (known === undefined || this.#isStale(object)) {
      reading = read();
      if (isDeepStrictEqual(reading, known)) reading = known;
    }
    this.#read.set(object, reading);
    return reading as Reading;
  }
}
