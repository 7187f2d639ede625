import type { Direction } from '../policies/policy.ts';
import { isIcmp } from '../question.ts';
import type { Step } from './change-steps.ts';
import type { Sides } from './matching.ts';
import { actionWord, namedText, newKind, peerText } from './policy-language.ts';
import { trafficText } from './traffic-text.ts';

/** Steps as one clause without a full stop: `narrow ingress[0] of NetworkPolicy shop/web and ingress[1] of …`. */
export function changeText(steps: readonly Step[], direction: Direction, sides: Sides): string {
  const texts = steps.map((step) => stepText(step, direction, sides));
  // «narrow A and narrow B» is «narrow A and B».
  const [first = ''] = texts;
  const verb = first.slice(0, first.indexOf(' ') + 1);
  const same = steps.every((step) => step.do === 'narrow');
  return same ? `${verb}${texts.map((text) => text.slice(verb.length)).join(' and ')}` : texts.join(', and ');
}

function stepText(step: Step, direction: Direction, sides: Sides): string {
  if (step.do === 'add-policy') return newPolicyText(step.allows, direction, sides);
  const { policy } = step.policy;
  const a = direction === 'egress' ? 'an egress rule' : 'an ingress rule';
  if (step.do === 'add-rule')
    return `add ${a} for ${namedText(policy.object, direction, sides)} to ${policy.name}`;
  const place = `${step.rule.rule.place} of ${policy.name}`;
  switch (step.do) {
    case 'narrow':
      return `narrow ${place}`;
    case 'add-port':
      return `add ${portText(sides)} to ${place}`;
    case 'add-peer':
      return `add ${peerText(policy.object, direction, sides)} to the peers of ${place}`;
    case 'insert':
      return `put a rule with ${actionWord(policy.object, step.action)} for ${namedText(policy.object, direction, sides)} before ${place}`;
  }
}

function portText({ question }: Sides): string {
  return isIcmp(question) ? trafficText(question) : `port ${question.port}, protocol ${question.protocol}`;
}

function newPolicyText(allows: boolean, direction: Direction, sides: Sides): string {
  const pod = direction === 'egress' ? sides.source.pod : sides.destination.pod;
  const kind = newKind(direction, allows, sides) ?? { group: '', kind: '' };
  const type = direction === 'egress' ? 'Egress' : 'Ingress';
  const how = kind.kind === 'NetworkPolicy' ? `type ${type}` : `enableDefaultDeny for ${direction}`;
  const rule = allows ? ` and a rule for ${namedText(kind, direction, sides)}` : '';
  return `select ${pod?.namespace}/${pod?.name} by a ${kind.kind} with ${how}${rule}`;
}
