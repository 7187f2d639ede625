import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadShippedCatalogue } from '../../../testkit/catalogue/read-catalogue.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { type KubernetesObject, podTemplateKinds } from '../../cluster/index.ts';
import { AlikeTemplates } from './alike-templates.ts';
import { prepareControls } from './prepared-controls.ts';
import { resourceKinds } from './resource-name.ts';
import { judgeTemplate } from './verdict-memory.ts';
import { workloadPlaces } from './workload-places.ts';

const catalogue = loadShippedCatalogue();
const { onTemplates } = prepareControls(catalogue, { controls: () => true }, 37);

/** The workloads of all cases of the catalogue: every control's own good, bad and trap objects. */
const workloads = [...catalogue.cases.values()]
  .flat()
  .flatMap(({ worlds }) => worlds.flatMap(({ objects }) => objects))
  .filter(({ kind }) => podTemplateKinds.some((each) => each.kind === kind));

test('verdicts that are remembered are those that each template gets alone, whatever came before', () => {
  expect(workloads.length).toBeGreaterThan(1000);
  let verdicts = 0;
  let judged = 0;
  fc.assert(
    fc.property(
      fc.shuffledSubarray(workloads, { minLength: 40, maxLength: 40 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 60 }),
      (chosen, exchanges) => {
        const cluster = clusterOf(exchanged(chosen, exchanges).map(named));
        const context = { cluster, resources: resourceKinds(cluster) };
        const alike = new AlikeTemplates((...asked) => {
          judged++;
          return judgeTemplate(...asked);
        });
        for (const workload of cluster.workloads())
          for (const place of workloadPlaces(workload, context))
            for (const control of onTemplates) {
              const alone = judgeTemplate(control, place, context);
              const together = alike.judgeTemplate(control, place, context);
              verdicts++;
              expect([control.compiled.control.id, together]).toEqual([control.compiled.control.id, alone]);
            }
      },
    ),
    { numRuns: 12 },
  );
  expect(judged).toBeLessThan(verdicts / 2);
});

/** Names of their own, so that none takes the place of another. */
function named(object: KubernetesObject, index: number): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-${index}` } };
}

/** Objects with parts of each other in place of their own: what stands under the same name elsewhere. */
function exchanged(
  objects: readonly KubernetesObject[],
  exchanges: readonly (readonly [number, number, number])[],
): KubernetesObject[] {
  const copies = structuredClone(objects) as KubernetesObject[];
  for (const [from, to, at] of exchanges) {
    const fields = fieldsOf(copies[from % copies.length]?.['spec']);
    const [name, , value] = fields[at % fields.length] ?? [];
    for (const [field, holder] of fieldsOf(copies[to % copies.length]?.['spec']))
      if (field === name) holder[field] = structuredClone(value);
  }
  return copies;
}

function fieldsOf(value: unknown): [string, Record<string, unknown>, unknown][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  const own = Array.isArray(value)
    ? []
    : Object.entries(holder).map(([field, inner]): [string, Record<string, unknown>, unknown] => [
        field,
        holder,
        inner,
      ]);
  return [...own, ...Object.values(holder).flatMap(fieldsOf)];
}
