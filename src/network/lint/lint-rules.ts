/** One thing that is wrong with policies as they are written, however they came to be so. */
export interface LintRule {
  readonly title: string;
  /** What follows from it, as a sentence. */
  readonly why: string;
  readonly cure: string;
  /** Where the rule that it breaks, or falls under, is written. */
  readonly source: string;
  /** `warning`: something is open or cut off that was not meant; `note`: it does nothing, or will do harm later. */
  readonly severity: 'warning' | 'note';
}

const docs = 'https://kubernetes.io/docs/concepts/services-networking/network-policies/';
const reference =
  'https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec';

export const lintRules = {
  'not-enforced': {
    title: 'Policies that nobody enforces',
    why: 'The API server stores policies whether or not the plugin of the network enforces them: every pod is open.',
    cure: 'Switch the policies of the plugin on, or install one that enforces them.',
    source: `${docs}#prerequisites`,
    severity: 'warning',
  },
  'egress-stays-open': {
    title: 'Egress that stays open',
    why: 'Without policyTypes an empty egress does nothing: a policy is about egress only where it has an egress rule or names the type.',
    cure: 'Write policyTypes: [Ingress, Egress].',
    source: reference,
    severity: 'warning',
  },
  'section-ignored': {
    title: 'Rules that are ignored',
    why: 'policyTypes does not name the direction, so that its rules neither allow nor close anything.',
    cure: 'Name the direction in policyTypes, or remove the rules.',
    source: reference,
    severity: 'warning',
  },
  'names-not-resolved': {
    title: 'Pods that cannot look up names',
    why: 'Egress is closed and no rule opens port 53 over UDP and TCP to the resolvers of the cluster: lookups fail, over TCP those with long answers. Where no resolver was read, it is told of pods that no rule lets to kube-dns, to an address or to pods that are not here.',
    cure: 'Allow UDP and TCP 53 to the pods of k8s-app: kube-dns, and to the cache on the node where one runs.',
    source: 'https://www.rfc-editor.org/rfc/rfc7766',
    severity: 'warning',
  },
  'allows-everything': {
    title: 'A rule that lets everybody in on every port',
    why: 'A rule without peers and ports is about every address, of the internet as well as of the cluster: its pods are as open as without a policy.',
    cure: 'Name who is meant, or the ports that everybody may use: namespaceSelector: {} is every pod of the cluster, and nobody outside.',
    source: reference,
    severity: 'warning',
  },
  'undoes-others': {
    title: 'A rule that undoes those of other policies',
    why: 'Policies add to each other: where one allows everybody, rules of others for the same pods that name who is meant close nothing.',
    cure: 'Remove the rule that allows everybody, or name in it who is meant; the narrower ones may stay.',
    source: `${docs}#the-two-sorts-of-pod-isolation`,
    severity: 'warning',
  },
  'allows-everybody': {
    title: 'A rule that allows everybody',
    why: 'A rule without peers is about every address, of the internet as well as of the cluster.',
    cure: 'Name who is meant: namespaceSelector: {} is every pod of the cluster, and nobody outside.',
    source: reference,
    severity: 'note',
  },
  'port-name-unknown': {
    title: 'A port by a name that no pod has',
    why: 'A name is looked up in the pods that are reached. None of those that the rule is about declares it, so that the rule opens nothing.',
    cure: 'Name the port in the pods, or write its number.',
    source: reference,
    severity: 'warning',
  },
  'block-of-pods': {
    title: 'Pods by their addresses',
    why: 'Addresses of pods change with every start, and some plugins do not match pods by ipBlock at all; the address of a Service is replaced before most of them look.',
    cure: 'Select the pods by their labels.',
    source: `${docs}#behavior-of-to-and-from-selectors`,
    severity: 'warning',
  },
  'selects-nobody': {
    title: 'A policy that selects no pods',
    why: 'It protects nothing that is here: often a label that was renamed.',
    cure: 'Correct its selector, or remove it.',
    source: docs,
    severity: 'note',
  },
  'peer-selects-nobody': {
    title: 'A rule about nobody',
    why: 'No pod that is here matches its peers, so that it opens nothing: often a label of a namespace or pod that was renamed.',
    cure: 'Correct the selectors, or remove the rule.',
    source: `${docs}#behavior-of-to-and-from-selectors`,
    severity: 'note',
  },
  'rule-repeated': {
    title: 'A rule that another one repeats',
    why: 'What it says another rule says as well, of every pod that it is about today: removing it changes nothing.',
    cure: 'Remove it; or narrow the other, where that allows more than was meant.',
    source: docs,
    severity: 'note',
  },
  'rule-never-counts': {
    title: 'A rule that never counts',
    why: 'Another rule decides all that it is about, and otherwise: the first match decides in a tier, and what Cilium is told to deny wins.',
    cure: 'Put it before the other, or remove it.',
    source: 'https://network-policy-api.sigs.k8s.io/api-overview/',
    severity: 'warning',
  },
  'priority-shared': {
    title: 'Policies of one priority that disagree',
    why: 'Which of them counts is not defined: it may be another one on every node, and after every start.',
    cure: 'Give each a priority of its own.',
    source: 'https://network-policy-api.sigs.k8s.io/api-overview/',
    severity: 'warning',
  },
} as const satisfies Readonly<Record<string, LintRule>>;

export type LintRuleId = keyof typeof lintRules;
