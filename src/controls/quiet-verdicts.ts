import type { Control } from './control.ts';
import { instanceId, objectId } from './fingerprint.ts';
import type { Result, Subject } from './result.ts';

/**
 * What several controls say alike about the same subjects, all of one object: that they pass, or do not apply. Nearly all
 * verdicts are such, and most readers only count them, so that they are told together.
 */
export interface QuietVerdicts {
  readonly verdict: 'pass' | 'not-applicable';
  /** Id of the cluster. */
  readonly cluster: string;
  readonly controls: readonly Control[];
  /** At least one: the object, or containers of it. */
  readonly subjects: readonly Subject[];
}

/** The same, one by one. */
export function* quietResults({
  verdict,
  cluster,
  controls,
  subjects,
}: QuietVerdicts): Generator<Result, void> {
  for (const control of controls)
    for (const subject of subjects) yield new QuietResult(control, cluster, verdict, subject);
}

/** Its ids are made when somebody reads them. */
class QuietResult implements Result {
  readonly cluster: string;
  readonly verdict: 'pass' | 'not-applicable';
  readonly subject: Subject;
  readonly #control: Control;

  constructor(control: Control, cluster: string, verdict: 'pass' | 'not-applicable', subject: Subject) {
    this.#control = control;
    this.cluster = cluster;
    this.verdict = verdict;
    this.subject = subject;
  }

  get control(): string {
    return this.#control.id;
  }

  get severity(): Result['severity'] {
    return this.#control.severity;
  }

  get message(): string {
    return this.#control.title;
  }

  get evidence(): Result['evidence'] {
    return noEvidence;
  }

  get objectId(): string {
    return objectId(this.control, this.subject);
  }

  get instanceId(): string {
    return instanceId(this.objectId, this.cluster);
  }

  /** Getters of a class are not written otherwise. */
  toJSON(): Result {
    const { control, cluster, verdict, severity, subject, message, evidence, objectId, instanceId } = this;
    return { control, cluster, verdict, severity, subject, message, evidence, objectId, instanceId };
  }
}

const noEvidence: Result['evidence'] = [];
