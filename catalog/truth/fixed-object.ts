import type { KubernetesObject } from '../../src/cluster/index.ts';
import { applyPatch, type Catalogue } from '../../src/controls/index.ts';
import { judgeObjects } from './judge-object.ts';

/** The object with every patch that some controls offer for it, one after the other; undefined when they offer none. */
export function fixedObject(
  catalogue: Catalogue,
  object: KubernetesObject,
  controls: ReadonlySet<string>,
): KubernetesObject | undefined {
  let fixed: KubernetesObject | undefined;
  const tried = new Set<string>();
  for (;;) {
    const current = fixed ?? object;
    const next = judgeObjects(catalogue, { objects: [current], controls })
      .flatMap(({ verdict, fix }) => (verdict === 'fail' && fix !== undefined ? [fix.patch] : []))
      .find((patch) => !tried.has(JSON.stringify(patch)));
    if (next === undefined) return fixed;
    tried.add(JSON.stringify(next));
    fixed = applyPatch(current, next);
  }
}
