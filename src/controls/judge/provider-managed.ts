import type { ClusterIdentity, PodTemplate, Workload } from '../../cluster/index.ts';
import { globSource } from '../name-pattern.ts';
import type { Provider, ProviderWorkload } from '../provider.ts';
import { patternAlternatives } from '../provider-pattern.ts';
import { type RoleFailure, roleRecogniser } from './node-role-recogniser.ts';

/** What is known about a workload that the catalogue recognises. */
export interface RecognisedWorkload {
  /** Why, with the list that says so and its version. */
  readonly reason: string;
  /** The only controls that it need not pass; undefined when the provider operates it. */
  readonly controls: ReadonlySet<string> | undefined;
  /** For failures that the controls above leave: what about a container, or what it is made of, excepts one. @returns why */
  readonly reasonOf?: (failure: RoleFailure) => string | undefined;
}

/** Recognises the workloads of the platform's provider, and those whose work needs what some controls refuse. */
export type WorkloadRecogniser = (
  workload: Workload,
  cluster: ClusterIdentity,
) => RecognisedWorkload | undefined;

/** Says why a workload is its platform provider's to operate, or undefined when it is not. */
export type ProviderMatcher = (workload: Workload, cluster: ClusterIdentity) => string | undefined;

interface CompiledRule {
  /** True when the rule names no namespace of its own. */
  readonly anywhere: boolean;
  readonly kind: string | undefined;
  readonly provider: Provider;
  readonly namespace: RegExp;
  readonly name: RegExp;
  readonly recognised: RecognisedWorkload;
  readonly images: readonly RegExp[];
}

/** {@link workloadRecogniser} of those workloads alone that a provider operates as a whole. */
export function providerMatcher(providers: readonly Provider[]): ProviderMatcher {
  const operated = ({ workloads }: Provider) => workloads.filter(({ controls }) => controls === undefined);
  const recognise = workloadRecogniser(
    providers.map((provider) => ({ ...provider, workloads: operated(provider), roles: [] })),
  );
  return (workload, cluster) => recognise(workload, cluster)?.reason;
}

/** Namespace, name and every image must fit: a workload that only borrows a name is judged like any other. */
export function workloadRecogniser(providers: readonly Provider[]): WorkloadRecogniser {
  const rules = providers.flatMap((provider) =>
    provider.workloads.map((workload) => compile(provider, workload)),
  );
  const rolesOf = roleRecogniser(providers);
  return (workload, cluster) => {
    const { kind, namespace, name } = workload.reference;
    const known = rules.find(
      (rule) =>
        isProvider(rule.provider, cluster) &&
        (rule.kind ?? kind) === kind &&
        rule.name.test(name) &&
        rule.namespace.test(namespace) &&
        workload.templates.length > 0 &&
        workload.templates.every(
          (template) => runsOnly(rule.images, template) && !(rule.anywhere && runsShell(template)),
        ),
    )?.recognised;
    if (known !== undefined && known.controls === undefined) return known;
    const ofRole = rolesOf(workload);
    if (ofRole === undefined) return known;
    const reasonOf = (failure: RoleFailure) => known?.reasonOf?.(failure) ?? ofRole(failure);
    return { reason: known?.reason ?? '', controls: known?.controls ?? new Set(), reasonOf };
  };
}

function compile(provider: Provider, workload: ProviderWorkload): CompiledRule {
  return {
    kind: workload.kind,
    provider,
    namespace: glob(workload.namespace),
    name: glob(workload.name),
    images: workload.images.map(imageGlob),
    anywhere: workload.namespace === '*',
    recognised: recognisedAs(workload, `${workload.reason} (${provider.id} ${provider.version})`),
  };
}

function recognisedAs({ controls, containers }: ProviderWorkload, reason: string): RecognisedWorkload {
  if (controls === undefined) return { reason, controls: undefined };
  const excepted = new Set(controls);
  if (containers === undefined) return { reason, controls: excepted };
  const reasonOf = ({ control, subject: { container } }: RoleFailure) =>
    container !== undefined && containers.includes(container) && excepted.has(control) ? reason : undefined;
  return { reason, controls: new Set(), reasonOf };
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

/**
 * The images of an agent say what runs only as long as nobody gives them another program: a shell in the command or
 * arguments makes it somebody's own. In the namespaces that a provider owns the manifests are the provider's.
 */
function runsShell({ containers }: PodTemplate): boolean {
  return containers.some(({ spec }) =>
    [spec['command'], spec['args']].some(
      (words) => Array.isArray(words) && words.some((word) => typeof word === 'string' && shell.test(word)),
    ),
  );
}

const shell = /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/)?(?:sh|bash|ash|dash|zsh|ksh|busybox|nsenter|chroot)$/;

/** A star stands for any text; in the registry's host for one label, so that nobody's host ends like a provider's. */
function imageGlob(pattern: string): RegExp {
  const slash = pattern.indexOf('/');
  if (slash < 0) return glob(pattern);
  return new RegExp(`^${globSource(pattern.slice(0, slash), '[^/.]*')}${globSource(pattern.slice(slash))}$`);
}

/** A star stands for any text, `{a,b}` for one of the texts. */
function glob(pattern: string): RegExp {
  const sources = patternAlternatives(pattern).map((each) => globSource(each));
  return new RegExp(`^(?:${sources.join('|')})$`);
}
