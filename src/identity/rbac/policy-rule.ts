/**
 * One rule of a Role or ClusterRole, every list present.
 * https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-v1/
 */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/**
 * Reads the rules of an object as it came. What is no rule, and entries that are no text, grant nothing; `malformed` is
 * then true. Rules keep their index, so that evidence points at the right one.
 */
export function readPolicyRules(rules: unknown): { rules: readonly PolicyRule[]; malformed: boolean } {
  if (rules === undefined || rules === null) return { rules: [], malformed: false };
  if (!Array.isArray(rules)) return { rules: [], malformed: true };
  let malformed = false;
  const lists = (rule: Readonly<Record<string, unknown>>, field: keyof PolicyRule): readonly string[] => {
    const list = rule[field];
    if (list === undefined || list === null) return [];
    if (!Array.isArray(list)) {
      malformed = true;
      return [];
    }
    if (list.every((entry) => typeof entry === 'string')) return list;
    malformed = true;
    return list.filter((entry) => typeof entry === 'string');
  };
  const read = (rules as readonly unknown[]).map((rule): PolicyRule => {
    if (typeof rule !== 'object' || rule === null) {
      malformed = true;
      return nothing;
    }
    const fields = rule as Readonly<Record<string, unknown>>;
    return {
      verbs: lists(fields, 'verbs'),
      apiGroups: lists(fields, 'apiGroups'),
      resources: lists(fields, 'resources'),
      resourceNames: lists(fields, 'resourceNames'),
      nonResourceURLs: lists(fields, 'nonResourceURLs'),
    };
  });
  return { rules: read, malformed };
}

const nothing: PolicyRule = {
  verbs: [],
  apiGroups: [],
  resources: [],
  resourceNames: [],
  nonResourceURLs: [],
};
