import {
  type Cluster,
  type ClusterObject,
  type ObjectReference,
  objectKey,
  wrongTypesText,
} from '../../cluster/index.ts';
import { wrongTypes } from '../../cluster/schema/index.ts';
import type { ResultDraft } from '../analysis.ts';
import { objectText } from './finding-text.ts';

/**
 * Objects with a field of a wrong type, and the workloads they belong to. A rule that looks for such a field finds none, so
 * that it says nothing when it finds nothing wrong; what it does find stands.
 */
export class Doubts {
  readonly #cluster: Cluster;
  /** What is wrong, by object key. */
  readonly #reasons = new Map<string, string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  learn(object: ClusterObject): void {
    const found = wrongTypes(object.body);
    if (found.length === 0) return;
    const reason = `${wrongTypesText(found)}.`;
    this.#reasons.set(object.key, reason);
    const workload = this.#cluster.workloadOf(object);
    if (workload === undefined) return;
    const key = objectKey(workload.reference);
    if (!this.#reasons.has(key)) this.#reasons.set(key, reason);
  }

  get any(): boolean {
    return this.#reasons.size > 0;
  }

  /** The verdict in place of a pass; undefined where nothing is in doubt. */
  about(subject: ObjectReference): Pick<ResultDraft, 'verdict' | 'message' | 'unknown'> | undefined {
    const message = this.any ? this.#reasons.get(objectKey(subject)) : undefined;
    if (message === undefined) return undefined;
    const unknown = { state: 'error' as const, message };
    return { verdict: 'unknown', message: `${objectText(subject)}: ${message}`, unknown };
  }
}
