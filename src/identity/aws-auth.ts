import type { Cluster } from '../cluster/index.ts';

/** An AWS identity that the ConfigMap aws-auth lets in, as a user and as groups. */
export interface AwsMapping {
  readonly arn: string;
  readonly username: string;
  readonly groups: readonly string[];
}

/**
 * The mappings of aws-auth, for clusters that read it (authentication mode CONFIG_MAP or API_AND_CONFIG_MAP). Its values
 * are YAML in text: `parse` reads that, and what it cannot read maps nobody.
 * https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
 */
export function awsMappings(cluster: Cluster, parse: (text: string) => unknown): readonly AwsMapping[] {
  const object = cluster.find({ group: '', kind: 'ConfigMap', namespace: 'kube-system', name: 'aws-auth' });
  const data = object?.body['data'];
  if (typeof data !== 'object' || data === null) return [];
  return ['mapRoles', 'mapUsers'].flatMap((field) => {
    const text = (data as Readonly<Record<string, unknown>>)[field];
    const entries = typeof text === 'string' ? parse(text) : undefined;
    return Array.isArray(entries) ? (entries as readonly unknown[]).flatMap(readMapping) : [];
  });
}

function readMapping(entry: unknown): AwsMapping[] {
  if (typeof entry !== 'object' || entry === null) return [];
  const { rolearn, userarn, username, groups } = entry as Readonly<Record<string, unknown>>;
  const arn = rolearn ?? userarn;
  if (typeof arn !== 'string') return [];
  const named = Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [];
  return [{ arn, username: typeof username === 'string' ? username : arn, groups: named }];
}

/** Groups that nodes must have; a mapping to them alone is a node's. */
export function isNodeMapping({ groups }: AwsMapping): boolean {
  return (
    groups.includes('system:nodes') &&
    groups.every((group) => /^system:(nodes|bootstrappers|node-proxier)$/.test(group))
  );
}
