import type { ResourceRequest } from '../rbac/access-request.ts';
import { type Principal, principalOf } from '../subject.ts';
import type { Hop } from './attack-path.ts';
import type { Need } from './graph-builder.ts';
import { isClusterPower, type Power, powers } from './powers.ts';
import { everywhere, type Place } from './vertex.ts';

/** The requests that the API server must allow for a step, as the subject that takes it. */
export interface Replay {
  readonly principal: Principal;
  readonly requests: readonly ResourceRequest[];
}

/** How to see that a step is allowed, by asking and without doing it; undefined for steps that are no request. */
export function replayOf({ from, needs, place }: Hop): Replay | undefined {
  if (from.type !== 'subject' || needs.length === 0) return undefined;
  return {
    principal: principalOf(from.subject),
    requests: needs.map((need) => requestOf(need, place ?? everywhere)),
  };
}

/** A power as one request: its first verb, on the named object. */
function requestOf({ power, name }: Need, place: Place): ResourceRequest {
  const { verbs, apiGroup, resource: text }: Power = powers[power];
  const [resource = '', subresource] = text.split('/');
  const namespace = place === everywhere || isClusterPower(power) ? undefined : place;
  return {
    verb: verbs[0] ?? '',
    apiGroup,
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
  };
}
