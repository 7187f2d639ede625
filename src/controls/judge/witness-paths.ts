import type { Witness, WitnessField } from '@plimsoll/cel';
import type { FieldPath } from '../../cluster/index.ts';
import { valueAt } from '../field-pattern.ts';
import type { Place } from './place.ts';

/**
 * The fields of the judged object that a witness looked at, as paths from its root; those that are set, or all when none
 * is. Fields of other things (parameters, list elements that are no container) have no path.
 */
export function witnessPaths(witness: Witness, place: Place): FieldPath[] {
  const found = witness.fields.flatMap((field) => {
    const path = pathOf(field, witness, place);
    return path === undefined || path.length === 0 ? [] : [{ path, present: field.present }];
  });
  const present = found.filter((each) => each.present);
  return (present.length > 0 ? present : found).map(({ path }) => path);
}

function pathOf({ root, path }: WitnessField, { elements }: Witness, place: Place): FieldPath | undefined {
  const { view, judged } = place;
  const element = elements.findLast(({ variable }) => variable === root);
  const container = element === undefined ? undefined : view?.containerOf.get(element.value);
  if (container !== undefined) return below(judged.body, container.path, path);
  if (element !== undefined) return undefined;
  if (root === 'object') return below(judged.body, [], path);
  if (root !== 'variables' || view === undefined) return undefined;
  const [variable, ...rest] = path;
  if (variable === 'podSpec') return below(judged.body, view.template.specPath, rest);
  if (variable === 'podMetadata') return below(judged.body, view.template.metadataPath, rest);
  return undefined;
}

/** Witnesses spell list indexes as text. */
function below(body: unknown, base: FieldPath, steps: readonly string[]): FieldPath {
  const path = [...base];
  for (const step of steps) path.push(Array.isArray(valueAt(body, path)) ? Number(step) : step);
  return path;
}
