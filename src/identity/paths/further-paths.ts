import { principalOf, type Subject, subjectKey } from '../subject.ts';
import type { AttackGraph } from './attack-graph.ts';
import type { AttackPath } from './attack-path.ts';
import { cheapestPath, findPaths } from './find-paths.ts';

/** A subject with a way to everything that takes more than a step. */
export interface FurtherPath {
  readonly subject: Subject;
  readonly path: AttackPath;
}

/** Subjects of one's own bindings that come to everything and are not known for it, nor by a group; cheapest first. */
export function furtherPaths(attack: AttackGraph, known: readonly Subject[]): readonly FurtherPath[] {
  const keys = new Set(known.map(subjectKey));
  const isKnown = (subject: Subject) =>
    keys.has(subjectKey(subject)) ||
    principalOf(subject).groups.some((name) => keys.has(subjectKey({ kind: 'Group', name })));
  return findPaths(attack, { sinks: ['cluster-admin'] })
    .toSorted((left, right) => left.cost - right.cost)
    .flatMap(({ source }) => {
      const vertex = attack.vertices[source];
      if (vertex?.type !== 'subject' || isKnown(vertex.subject)) return [];
      const path = cheapestPath(attack, source, 'cluster-admin');
      return path === undefined ? [] : [{ subject: vertex.subject, path }];
    });
}
