import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { auditOf } from '../audit.ts';
import { accessOf } from '../cluster-access.ts';
import { attackGraphOf } from '../paths/attack-graph.ts';
import { costs } from '../paths/difficulty.ts';
import { cheapestPath, findPaths } from '../paths/find-paths.ts';
import { randomCluster } from '../paths/random-cluster.ts';
import { formatSubject, principalOf, type Subject, subjectKey } from '../subject.ts';

/** Where an audit and the paths of one cluster do not say the same of a subject. */
function disagreements(objects: readonly KubernetesObject[]): string[] {
  const cluster = clusterOf(objects);
  const { standing, reached } = auditOf(accessOf(cluster), { breakGlass: new Set(), awsMappings: [] });
  const listed = new Map([...standing, ...reached].map(({ subject }) => [subjectKey(subject), subject]));
  const attack = attackGraphOf(cluster);
  const cost = new Map<string, number>();
  for (const found of findPaths(attack, { sinks: ['cluster-admin'] })) {
    const vertex = attack.vertices[found.source];
    if (vertex?.type === 'subject') cost.set(subjectKey(vertex.subject), found.cost);
  }
  const told: string[] = [];
  for (const [key, subject] of listed)
    if (!cost.has(key)) told.push(`${formatSubject(subject)} is listed and has no path`);
  for (const [source, vertex] of attack.vertices.entries()) {
    if (vertex.type !== 'subject' || isListed(vertex.subject, listed)) continue;
    const price = cost.get(subjectKey(vertex.subject));
    if (price === undefined || price >= 2 * costs.easy) continue;
    const hops = cheapestPath(attack, source, 'cluster-admin')?.hops ?? [];
    told.push(
      `${formatSubject(vertex.subject)} takes one step and is not listed: ${hops.flatMap(({ kinds }) => kinds).join(' ')}`,
    );
  }
  return told;
}

/** A subject that has it as a member of a group is listed as that group. */
function isListed(subject: Subject, listed: ReadonlyMap<string, Subject>): boolean {
  const groups = principalOf(subject).groups.map((name): Subject => ({ kind: 'Group', name }));
  return [subject, ...groups].some((each) => listed.has(subjectKey(each)));
}

function readManifests(folder: string): KubernetesObject[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => loadAll(readFileSync(join(folder, file), 'utf8'), { schema: CORE_SCHEMA }))
    .filter((object): object is KubernetesObject => {
      const { kind, metadata } = (object ?? {}) as { kind?: unknown; metadata?: { name?: unknown } };
      return typeof kind === 'string' && typeof metadata?.name === 'string';
    });
}

test('whom an audit lists has a path, and whoever takes one easy step is listed', () => {
  fc.assert(
    fc.property(randomCluster, (objects) => {
      expect(disagreements(objects)).toEqual([]);
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('the same of the demo', () => {
  expect(disagreements(readManifests(join(import.meta.dirname, '../../../demo')))).toEqual([]);
});
