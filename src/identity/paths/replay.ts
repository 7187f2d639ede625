import { isClusterPower, type Power, powers } from '../powers/power.ts';
import type { ResourceRequest } from '../rbac/access-request.ts';
import { allowsVerb, type CompiledRule } from '../rbac/compiled-rule.ts';
import { type Principal, principalOf } from '../subject.ts';
import type { Hop } from './attack-path.ts';
import type { Need } from './graph-builder.ts';
import { everywhere, type Place } from './vertex.ts';

/** The requests that the API server must allow for a step, as the subject that takes it. */
export interface Replay {
  readonly principal: Principal;
  readonly requests: readonly ResourceRequest[];
}

/** How to see that a step is allowed, by asking and without doing it; undefined for steps that are no request. */
export function replayOf({ from, needs, place, bindings }: Hop): Replay | undefined {
  if (from.type !== 'subject' || needs.length === 0) return undefined;
  return {
    principal: principalOf(from.subject),
    requests: needs.map((need) => {
      const granted = bindings.flatMap(({ rules }) => rules).find((each) => each.need === need);
      return requestOf(need, place ?? everywhere, granted?.rule);
    }),
  };
}

/** A power as one request: the verb that the rule allows, on the named object. */
function requestOf({ power, name }: Need, place: Place, rule: CompiledRule | undefined): ResourceRequest {
  const { verbs: enough, before135 = [], apiGroup, resource: text }: Power = powers[power];
  const verbs = [...enough, ...before135];
  const [resource = '', subresource] = text.split('/');
  const namespace = place === everywhere || isClusterPower(power) ? undefined : place;
  return {
    verb: verbs.find((verb) => rule === undefined || allowsVerb(rule, verb)) ?? verbs[0] ?? '',
    apiGroup,
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
  };
}
