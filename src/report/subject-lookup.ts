import { compareText, isSameObject } from '../cluster/index.ts';
import type { Subject } from '../controls/index.ts';
import { plainWeight, type SubjectWeight, subjectWeight } from '../posture/index.ts';
import type { JudgedCluster, ReportInput, SubjectDescription } from './input.ts';
import type { ReportWorkload } from './schema.ts';
import { scopesOf } from './scope.ts';

/** A subject with what the report says beside its verdicts; found out when asked, which of most subjects nobody does. */
class KnownSubject {
  readonly weight: SubjectWeight;
  readonly #reference: Subject;
  readonly #cluster: JudgedCluster;
  readonly #scopes: ReportInput['scopes'];
  #description: SubjectDescription | undefined;
  #named: string[] | undefined;

  constructor(reference: Subject, cluster: JudgedCluster, scopes: ReportInput['scopes']) {
    const facts = cluster.factsOf?.(reference);
    this.weight = facts === undefined ? plainWeight : subjectWeight(facts);
    this.#reference = reference;
    this.#cluster = cluster;
    this.#scopes = scopes;
  }

  get description(): SubjectDescription {
    this.#description ??= this.#cluster.describe(this.#reference) ?? { labels: {} };
    return this.#description;
  }

  get labels(): SubjectDescription['labels'] {
    return this.description.labels;
  }

  get alsoIn(): SubjectDescription['alsoIn'] {
    return this.description.alsoIn;
  }

  get scopes(): string[] {
    const { labels, alsoIn } = this.description;
    const cluster = this.#cluster.identity;
    this.#named ??= scopesOf(this.#scopes ?? [], { reference: this.#reference, labels, alsoIn, cluster });
    return this.#named;
  }
}

/** What is known of each subject, looked up once per subject and not once per verdict. */
export function createSubjectLookup(cluster: JudgedCluster, input: ReportInput) {
  const known = new Map<string, KnownSubject>();
  const marked = new Map<string, ReportWorkload>();
  let last: { readonly reference: Subject; readonly subject: KnownSubject } | undefined;

  return {
    of(reference: Subject): KnownSubject {
      if (last !== undefined && isSameObject(last.reference, reference)) return last.subject;
      const key = keyOf(reference);
      const subject = known.get(key) ?? new KnownSubject(reference, cluster, input.scopes);
      known.set(key, subject);
      last = { reference, subject };
      return subject;
    },
    /** Says that the report has a finding about the subject. */
    mark(reference: Subject): void {
      const key = keyOf(reference);
      const subject = known.get(key);
      const { workload, sourceOfTruth } = subject?.description ?? {};
      if (subject === undefined || workload === undefined || sourceOfTruth === undefined || marked.has(key))
        return;
      const { group, kind, namespace, name } = reference;
      marked.set(key, {
        cluster: cluster.identity.id,
        reference: { group, kind, namespace, name },
        ...workload,
        images: workload.images.map((image) => ({ ...image })),
        sourceOfTruth: { ...sourceOfTruth, evidence: [...sourceOfTruth.evidence] },
        scopes: subject.scopes,
      });
    },
    markedWorkloads: (): ReportWorkload[] =>
      [...marked].sort(([one], [other]) => compareText(one, other)).map(([, workload]) => workload),
  };
}

function keyOf({ namespace, kind, group, name }: Subject): string {
  return `${namespace}/${kind}/${group}/${name}`;
}
