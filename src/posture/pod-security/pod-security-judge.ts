import type { Cluster, PodTemplate } from '../../cluster/index.ts';
import { type Catalogue, PodTemplateJudge, type TemplateFinding } from '../../controls/index.ts';
import { type StrictLevel, strictLevels } from './level.ts';
import { levelChecks } from './level-checks.ts';

/** A check that a template violates, as the control behind it tells it. */
export interface Violation extends TemplateFinding {
  /** Id of the check in k8s.io/pod-security-admission: `hostPorts`, `capabilities_restricted`. */
  readonly check: string;
}

/** What admission would say to a pod made from a template, at one level. */
export interface LevelVerdict {
  /** `undefined` where a check could not be decided and no other forbids the pod. */
  readonly allowed: boolean | undefined;
  /** Failed checks, and those that could not be decided. */
  readonly violations: readonly Violation[];
}

/** The Pod Security Standards of one version, decided by the controls of the catalogue. */
export class PodSecurityJudge {
  readonly minor: number;
  readonly #judge: PodTemplateJudge;
  readonly #checks: Readonly<Record<StrictLevel, ReadonlyMap<string, string>>>;

  /** @param minor 35 for 1.35 */
  constructor(catalogue: Catalogue, minor: number) {
    const checks = {
      baseline: levelChecks(catalogue, 'baseline', minor),
      restricted: levelChecks(catalogue, 'restricted', minor),
    };
    this.minor = minor;
    this.#checks = checks;
    this.#judge = new PodTemplateJudge(catalogue, {
      minor,
      controls: ({ id }) => strictLevels.some((level) => checks[level].has(id)),
    });
  }

  /** @param cluster the model that the template's object is in */
  judge(template: PodTemplate, cluster: Cluster): Readonly<Record<StrictLevel, LevelVerdict>> {
    const findings = this.#judge.judge(template, cluster);
    return {
      baseline: this.#verdict('baseline', findings),
      restricted: this.#verdict('restricted', findings),
    };
  }

  #verdict(level: StrictLevel, findings: readonly TemplateFinding[]): LevelVerdict {
    const violations = findings.flatMap((finding) => {
      const check = this.#checks[level].get(finding.control.id);
      return check === undefined ? [] : { ...finding, check };
    });
    const fails = violations.some(({ verdict }) => verdict === 'fail');
    return { allowed: fails ? false : violations.length > 0 ? undefined : true, violations };
  }
}
