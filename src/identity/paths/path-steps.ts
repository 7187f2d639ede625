import type { CompactGraph } from './compact-graph.ts';

/** Part of a walk: edges up to the next position. */
export interface PathStep {
  readonly edges: readonly number[];
  /** The position that it arrives at. */
  readonly to: number;
}

/** What parts a walk: where somebody can be, and which edges are acts. */
export interface WalkMarks {
  readonly isPosition: (vertex: number) => boolean;
  readonly isAct: (edge: number) => boolean;
}

/**
 * Parts a walk at its positions. What arrives at a position without an act is no step of its own: all Secrets are those of
 * a namespace as well, and all nodes are one.
 */
export function stepsOfEdges(
  graph: CompactGraph,
  edges: readonly number[],
  { isPosition, isAct }: WalkMarks,
): PathStep[] {
  const steps: PathStep[] = [];
  let taken: number[] = [];
  for (const edge of edges) {
    taken.push(edge);
    const to = graph.to[edge] ?? 0;
    if (!isPosition(to)) continue;
    const last = steps.at(-1);
    if (last === undefined || taken.some(isAct)) steps.push({ edges: taken, to });
    else steps[steps.length - 1] = { ...last, to };
    taken = [];
  }
  return steps;
}

/** The narrowest of the places that a step passes, in order; `*` is everywhere. */
export function narrowestPlace(places: readonly string[]): string | undefined {
  return places.find((place) => place !== '*') ?? places[0];
}

/**
 * A step in words: `may create pods in ci, and so runs as the service account (as api)`. Subjects hold rights in a place,
 * and that is said; being in a group is of no place.
 */
export function stepText(
  acts: readonly { readonly id: string; readonly what: string }[],
  {
    ofSubject,
    place,
    detail,
  }: {
    readonly ofSubject: boolean;
    readonly place: string | undefined;
    readonly detail: string | undefined;
  },
): string {
  const [first = '', ...others] = acts.map(({ what }) => what);
  const isOfPlace = ofSubject && acts.some(({ id }) => id !== 'member-of');
  const where = !isOfPlace || place === undefined || place === '*' ? '' : ` in ${place}`;
  const then = others.length === 0 ? '' : `, and so ${others.join(', ')}`;
  return `${first}${where}${then}${detail === undefined ? '' : ` (${detail})`}`;
}
