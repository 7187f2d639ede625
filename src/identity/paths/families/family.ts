import type { EdgeKindName } from '../edge-kinds/index.ts';
import type { Consequence, Need } from '../graph-builder.ts';
import type { Held, PowerName } from '../powers.ts';
import type { Terrain } from '../terrain.ts';
import type { Place } from '../vertex.ts';

/**
 * What follows from powers held in a place. All powers of a consequence are held there by the same identity; whether by one
 * binding or several is not its business.
 */
export type Family = (held: Held, place: Place, terrain: Terrain) => Iterable<Consequence>;

export function leads(kind: EdgeKindName, to: number, ...needs: readonly (PowerName | Need)[]): Consequence {
  return {
    kind,
    to,
    needs: needs.map((need) => (typeof need === 'string' ? { power: need } : need)),
  };
}

/** Whether a power is held over everything, or over this name. */
export function holds(held: Held, power: PowerName, name?: string): boolean {
  const over = held.get(power);
  return over === 'all' || (over !== undefined && name !== undefined && over.has(name));
}

/** A power as a need, with the name that it is limited to. */
export function over(held: Held, power: PowerName, name: string): Need {
  return held.get(power) === 'all' ? { power } : { power, name };
}
