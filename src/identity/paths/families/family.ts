import type { PowerName } from '../../powers/power.ts';
import type { EdgeKindName } from '../edge-kinds/index.ts';
import type { Consequence, Need } from '../graph-builder.ts';
import type { Holding } from '../holding.ts';
import type { Terrain } from '../terrain.ts';
import type { Place } from '../vertex.ts';

/**
 * What follows from powers held in a place. All powers of a consequence are held there by the same identity; whether by one
 * binding or several is not its business.
 */
export type Family = (held: Holding, place: Place, terrain: Terrain) => Iterable<Consequence>;

export function leads(kind: EdgeKindName, to: number, ...needs: readonly (PowerName | Need)[]): Consequence {
  return {
    kind,
    to,
    needs: needs.map((need) => (typeof need === 'string' ? { power: need } : need)),
  };
}

/** Whether a power is held over everything, or over this name. */
export function holds(held: Holding, power: PowerName, name?: string): boolean {
  const over = held.get(power);
  return over === 'all' || (over !== undefined && name !== undefined && over.has(name));
}

/** A power over anything at all as a need, with a name where it is limited to names. */
export function overAny(held: Holding, power: PowerName): Need | undefined {
  const names = held.get(power);
  if (names === undefined || names === 'all') return names && { power };
  const [name] = names;
  return name === undefined ? undefined : { power, name };
}

/** A power as a need, with the name that it is limited to. */
export function over(held: Holding, power: PowerName, name: string): Need {
  return held.get(power) === 'all' ? { power } : { power, name };
}
