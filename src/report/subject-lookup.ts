import { compareText, isSameObject } from '../cluster/index.ts';
import type { Result, Subject } from '../controls/index.ts';
import { plainWeight, type SubjectWeight, subjectWeight } from '../posture/index.ts';
import type { JudgedCluster, ReportInput, SubjectDescription } from './input.ts';
import type { ReportWorkload } from './schema.ts';
import { scopesOf } from './scope.ts';

/** A subject with what the report says beside its verdicts. */
export interface KnownSubject {
  readonly description: SubjectDescription;
  readonly labels: Readonly<Record<string, string>>;
  readonly scopes: string[];
  readonly alsoIn: readonly string[] | undefined;
  readonly weight: SubjectWeight;
}

/** What is known of each subject, looked up once per subject and not once per verdict. */
export function createSubjectLookup(cluster: JudgedCluster, input: ReportInput) {
  const known = new Map<string, KnownSubject>();
  const marked = new Map<string, ReportWorkload>();
  let last: { readonly reference: Subject; readonly subject: KnownSubject } | undefined;

  function look(result: Result): KnownSubject {
    const description = cluster.describe(result.subject) ?? { labels: {} };
    const { labels, alsoIn } = description;
    const scopes = scopesOf(input.scopes ?? [], {
      reference: result.subject,
      labels,
      alsoIn,
      cluster: cluster.identity,
    });
    const facts = cluster.factsOf?.(result.subject);
    const weight = facts === undefined ? plainWeight : subjectWeight(facts);
    return { description, labels, scopes, alsoIn, weight };
  }

  return {
    of(result: Result): KnownSubject {
      const reference = result.subject;
      if (last !== undefined && isSameObject(last.reference, reference)) return last.subject;
      const key = keyOf(result);
      const subject = known.get(key) ?? look(result);
      known.set(key, subject);
      last = { reference, subject };
      return subject;
    },
    /** Says that the report has a finding about the subject. */
    mark(result: Result): void {
      const key = keyOf(result);
      const subject = known.get(key);
      const { workload, sourceOfTruth } = subject?.description ?? {};
      if (subject === undefined || workload === undefined || sourceOfTruth === undefined || marked.has(key))
        return;
      const { group, kind, namespace, name } = result.subject;
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

function keyOf({ subject }: Result): string {
  return `${subject.namespace}/${subject.kind}/${subject.group}/${subject.name}`;
}
