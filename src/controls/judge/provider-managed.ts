import type { ClusterIdentity, PodTemplate, Workload } from '../../cluster/index.ts';
import type { Provider, ProviderWorkload } from '../provider.ts';

/** Says why a workload is its platform provider's to operate, or undefined when it is not. */
export type ProviderMatcher = (workload: Workload, cluster: ClusterIdentity) => string | undefined;

interface CompiledRule {
  readonly rule: ProviderWorkload;
  readonly provider: Provider;
  readonly name: RegExp;
  readonly images: readonly RegExp[];
}

/** Namespace, name and every image must fit: a workload that only borrows a name is judged like any other. */
export function providerMatcher(providers: readonly Provider[]): ProviderMatcher {
  const byNamespace = new Map<string, CompiledRule[]>();
  for (const provider of providers) {
    for (const rule of provider.workloads) {
      const compiled = { rule, provider, name: glob(rule.name), images: rule.images.map(glob) };
      byNamespace.set(rule.namespace, [...(byNamespace.get(rule.namespace) ?? []), compiled]);
    }
  }
  return (workload, cluster) => {
    const { kind, namespace, name } = workload.reference;
    const found = byNamespace
      .get(namespace)
      ?.find(
        (candidate) =>
          isProvider(candidate.provider, cluster) &&
          (candidate.rule.kind ?? kind) === kind &&
          candidate.name.test(name) &&
          workload.templates.length > 0 &&
          workload.templates.every((template) => runsOnly(candidate.images, template)),
      );
    return found === undefined
      ? undefined
      : `${found.rule.reason} (${found.provider.id} ${found.provider.version})`;
  };
}

function isProvider({ provider }: Provider, cluster: ClusterIdentity): boolean {
  const known = cluster.provider ?? 'unknown';
  return provider === undefined || known === 'unknown' || known === provider;
}

function runsOnly(images: readonly RegExp[], template: PodTemplate): boolean {
  return template.containers.every(({ spec }) => {
    const image = spec['image'];
    return typeof image === 'string' && images.some((pattern) => pattern.test(image));
  });
}

function glob(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`);
}
