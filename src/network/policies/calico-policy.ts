import {
  asText,
  type Cluster,
  type ClusterObject,
  type FieldPath,
  type Problem,
} from '../../cluster/index.ts';
import {
  accountSelectorAt,
  isSaid,
  type NetworkSet,
  namespaceSelectorAt,
  selectorAt,
} from './calico-peers.ts';
import { calicoRules } from './calico-rule.ts';
import { calicoTier } from './calico-tiers.ts';
import { Checks } from './checks.ts';
import { allOf, type LabelExpression } from './label-expression.ts';
import { NotJudged } from './not-judged.ts';
import type { Direction, Policy, Rule, TierReading } from './policy.ts';

/** What a policy of Calico is read with. */
export interface CalicoReading {
  readonly cluster: Cluster;
  readonly tiers: readonly TierReading[];
  readonly sets: readonly NetworkSet[];
}

const fields = [
  'tier',
  'order',
  'selector',
  'serviceAccountSelector',
  'types',
  'ingress',
  'egress',
  'performanceHints',
];
const globalFields = [...fields, 'namespaceSelector', 'doNotTrack', 'preDNAT', 'applyOnForward'];

/**
 * A NetworkPolicy or GlobalNetworkPolicy of Calico. What its API server would refuse protects nothing and is a problem;
 * undefined then. Throws {@link NotJudged} for what is not read.
 * https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy
 */
export function readCalicoPolicy(
  object: ClusterObject,
  reading: CalicoReading,
): { readonly policy: Policy | undefined; readonly problems: readonly Problem[] } {
  const checks = new Checks(object);
  const spec = checks.map(object.body['spec'], ['spec']);
  const isGlobal = object.namespace === '';
  checks.known(spec, ['spec'], isGlobal ? globalFields : fields);
  const tierName = asText(spec['tier']) || 'default';
  const tier = reading.tiers.find((each) => each.tier === calicoTier(tierName));
  if (tier === undefined) {
    if (!reading.cluster.knowledgeOf('projectcalico.org', 'Tier').complete)
      throw new NotJudged(`tier ${tierName}, which was not read`);
    checks.doubt(['spec', 'tier'], `there is no tier ${tierName}, so that the policy does nothing`);
  }
  if (isGlobal && (spec['doNotTrack'] === true || spec['preDNAT'] === true)) {
    checks.doubt(['spec'], 'it holds for host endpoints alone, which are not judged');
    return { policy: undefined, problems: checks.problems };
  }
  const { order } = spec;
  if (isSaid(order) && typeof order !== 'number') checks.refuse(['spec', 'order'], 'must be a number');
  const rulesOf = (direction: Direction): Rule[] => calicoRules(spec[direction], direction, checks, reading);
  const rules = { ingress: rulesOf('ingress'), egress: rulesOf('egress') };
  const types = typesOf(spec, checks);
  const subject = subjectOf(spec, object, checks);
  if (tier === undefined || checks.refused) return { policy: undefined, problems: checks.problems };
  const { kind, namespace, name } = object;
  const place = namespace === '' ? name : `${namespace}/${name}`;
  return {
    policy: {
      name: `Calico ${kind} ${place}`,
      object,
      tier: tier.tier,
      priority: typeof order === 'number' ? order : Number.POSITIVE_INFINITY,
      tie: place,
      subject: { namespaces: namespace === '' ? 'all' : { name: namespace }, expression: subject },
      rules: {
        ...(types.includes('ingress') && { ingress: rules.ingress }),
        ...(types.includes('egress') && { egress: rules.egress }),
      },
    },
    problems: checks.problems,
  };
}

function subjectOf(
  spec: Readonly<Record<string, unknown>>,
  { namespace }: ClusterObject,
  checks: Checks,
): LabelExpression {
  const terms: LabelExpression[] = [];
  const at = (field: string): FieldPath => ['spec', field];
  if (isSaid(spec['selector'])) terms.push(selectorAt(spec['selector'], at('selector'), checks));
  if (isSaid(spec['namespaceSelector']) && namespace === '')
    terms.push(namespaceSelectorAt(spec['namespaceSelector'], at('namespaceSelector'), checks));
  if (isSaid(spec['serviceAccountSelector']))
    terms.push(accountSelectorAt(spec['serviceAccountSelector'], at('serviceAccountSelector'), checks));
  return allOf(terms);
}

/** Without types: ingress where there are rules of it or none of egress, and egress where there are rules of it. */
function typesOf(spec: Readonly<Record<string, unknown>>, checks: Checks): Direction[] {
  const given = checks.list(spec['types'], ['spec', 'types']);
  const has = (direction: Direction) => checks.list(spec[direction], ['spec', direction]).length > 0;
  if (given.length === 0)
    return [
      ...(has('ingress') || !has('egress') ? (['ingress'] as const) : []),
      ...(has('egress') ? (['egress'] as const) : []),
    ];
  return given.flatMap((type, index): Direction[] => {
    if (type === 'Ingress') return ['ingress'];
    if (type === 'Egress') return ['egress'];
    checks.refuse(['spec', 'types', index], 'must be Ingress or Egress');
    return [];
  });
}
