import { type Cluster, type PodTemplate, podTemplateKinds, type Workload } from '../../cluster/index.ts';
import { type Catalogue, type ProviderMatcher, providerMatcher } from '../../controls/index.ts';
import type {
  ClusterAssessment,
  NamespaceAssessment,
  TemplateAssessment,
  Unread,
  WorkloadAssessment,
} from './assessment.ts';
import { consideredTemplates } from './considered-templates.ts';
import { nextLevel, type PodSecurityLevel, type StrictLevel } from './level.ts';
import { type NamespacePolicy, namespacePolicy, policyLabel, policyModes } from './namespace-policy.ts';
import { type LevelVerdict, PodSecurityJudge } from './pod-security-judge.ts';
import { judgedMinor } from './policy-version.ts';

export interface AssessmentOptions {
  /** The level to look at in place of the next one of each namespace. */
  readonly level?: StrictLevel;
  /** Minor version of the standards in place of the cluster's. */
  readonly minor?: number;
  /** Only these namespaces. */
  readonly namespaces?: readonly string[];
  /** Namespaces that are operated with the cluster. */
  readonly systemNamespaces: readonly string[];
}

/**
 * Says for each namespace what it enforces, the strictest level that everything in it meets, and what the next one would
 * refuse. Pods that run and every kind of pod template count. What could not be read is never taken to meet anything.
 * Exemptions of an AdmissionConfiguration cannot be read from the API and are not considered.
 */
export function assessPodSecurity(
  cluster: Cluster,
  catalogue: Catalogue,
  options: AssessmentOptions,
): ClusterAssessment {
  return new Assessor(cluster, catalogue, options).assess();
}

class Assessor {
  readonly #cluster: Cluster;
  readonly #catalogue: Catalogue;
  readonly #options: AssessmentOptions;
  readonly #minor: number;
  readonly #judges = new Map<number, PodSecurityJudge>();
  readonly #providers: ProviderMatcher;

  constructor(cluster: Cluster, catalogue: Catalogue, options: AssessmentOptions) {
    this.#cluster = cluster;
    this.#catalogue = catalogue;
    this.#options = options;
    this.#minor = options.minor ?? judgedMinor('latest', cluster.version);
    this.#providers = providerMatcher(catalogue.providers);
  }

  assess(): ClusterAssessment {
    const { identity, version, coverage, provenance } = this.#cluster;
    const workloads = Map.groupBy(this.#cluster.workloads(), ({ reference }) => reference.namespace);
    const shown = this.#options.namespaces;
    const names = this.#cluster.namespaces().filter((name) => shown?.includes(name) ?? true);
    return {
      identity,
      source: provenance.source,
      version,
      minor: this.#minor,
      partial: coverage.notConnected.some(({ source }) => source === 'whole-cluster'),
      namespaces: names.map((name) => this.#namespace(name, workloads.get(name) ?? [])),
      unplaced: (workloads.get('') ?? []).map((workload) => this.#workload(workload, undefined)),
    };
  }

  #namespace(name: string, found: readonly Workload[]): NamespaceAssessment {
    const labels = this.#cluster.namespaceLabels(name);
    const policy = labels === undefined ? undefined : namespacePolicy(labels);
    const workloads = found
      .map((workload) => this.#workload(workload, policy))
      .filter(({ templates }) => templates.length > 0);
    const unread = this.#unread(name);
    const atMost = strictestNotViolated(workloads);
    const target = this.#options.level ?? nextLevel(atMost);
    return {
      name,
      ...(policy && { policy }),
      labelled: policyModes.filter((mode) => labels?.[policyLabel(mode)] !== undefined),
      system: this.#options.systemNamespaces.includes(name),
      atLeast: unread.length === 0 ? strictestAllowed(workloads) : 'privileged',
      atMost,
      ...(target && { target }),
      workloads,
      breaks: target === undefined ? [] : workloads.filter((workload) => violates(workload, target)),
      refused: workloads.filter(({ templates }) =>
        templates.some(({ enforced }) => enforced?.allowed === false),
      ),
      unread,
    };
  }

  #workload(workload: Workload, policy: NamespacePolicy | undefined): WorkloadAssessment {
    const known = knownAs(this.#providers(workload, this.#cluster.identity));
    return {
      reference: workload.reference,
      ...(known !== undefined && { known }),
      templates: consideredTemplates(workload).map((template) => this.#template(template, policy)),
    };
  }

  #template(template: PodTemplate, policy: NamespacePolicy | undefined): TemplateAssessment {
    const verdicts = this.#judge(this.#minor).judge(template, this.#cluster);
    const enforced = policy && this.#enforced(template, policy);
    return { template, verdicts, ...(enforced && { enforced }) };
  }

  #enforced(template: PodTemplate, { enforce }: NamespacePolicy): LevelVerdict | undefined {
    if (enforce.level === 'privileged') return undefined;
    const minor = judgedMinor(enforce.version, this.#cluster.version);
    return this.#judge(minor).judge(template, this.#cluster)[enforce.level];
  }

  #judge(minor: number): PodSecurityJudge {
    let judge = this.#judges.get(minor);
    if (judge === undefined) {
      judge = new PodSecurityJudge(this.#catalogue, minor);
      this.#judges.set(minor, judge);
    }
    return judge;
  }

  /** Kinds with a pod template of which the namespace may hold more. Manifests that are part of a whole say so once. */
  #unread(namespace: string): Unread[] {
    return podTemplateKinds.flatMap(({ group, kind }) => {
      const knowledge = this.#cluster.knowledgeOf(group, kind, namespace);
      return knowledge.complete || knowledge.state === 'not-connected' ? [] : { ...knowledge, kind };
    });
  }
}

function knownAs(recognised: string | { readonly reason: string } | undefined): string | undefined {
  return typeof recognised === 'string' ? recognised : recognised?.reason;
}

function strictestNotViolated(workloads: readonly WorkloadAssessment[]): PodSecurityLevel {
  const isViolated = (level: StrictLevel) => workloads.some((workload) => violates(workload, level));
  return isViolated('baseline') ? 'privileged' : isViolated('restricted') ? 'baseline' : 'restricted';
}

function violates({ templates }: WorkloadAssessment, level: StrictLevel): boolean {
  return templates.some(({ verdicts }) => verdicts[level].allowed === false);
}

function strictestAllowed(workloads: readonly WorkloadAssessment[]): PodSecurityLevel {
  const isAllowed = (level: StrictLevel) =>
    workloads.every(({ templates }) => templates.every(({ verdicts }) => verdicts[level].allowed === true));
  return isAllowed('restricted') ? 'restricted' : isAllowed('baseline') ? 'baseline' : 'privileged';
}
