import type { ClusterIdentity } from '../../cluster/index.ts';
import type { ResultDraft } from '../analysis.ts';
import type { Control } from '../control.ts';
import type { Exception } from '../exceptions/exception.ts';
import { type ExceptionMatcher, exceptionMatcher } from '../exceptions/match-exceptions.ts';
import { instanceId, objectId } from '../fingerprint.ts';
import { evidenceDigest } from '../fingerprint-content.ts';
import { interned } from '../interned.ts';
import { type QuietVerdicts, quietResults } from '../quiet-verdicts.ts';
import type { Result, Subject, Verdict } from '../result.ts';
import type { Doubts } from './doubts.ts';
import { referenceTo } from './place.ts';
import type { RecognisedWorkload } from './provider-managed.ts';

/** How often a control gave each verdict. */
export type VerdictCounts = Record<Verdict, number>;

export interface TallyOptions {
  readonly cluster: ClusterIdentity;
  readonly exceptions: readonly Exception[];
  /** When the judgement is made, in milliseconds since the epoch. */
  readonly now: number;
  /** False for who takes them one by one. */
  readonly keepResults?: boolean;
  /** Receives every result, passes too. */
  readonly onResult?: (result: Result) => void;
  /** Receives passes, and what does not apply, in place of {@link onResult}. */
  readonly onQuiet?: (quiet: QuietVerdicts) => void;
  /** What would pass, or not apply, is unknown about these. */
  readonly doubts?: Doubts;
}

/** Turns drafts into results and counts them. Passes become results only when someone listens. */
export class Tally {
  readonly results: Result[] = [];
  readonly counts = new Map<string, VerdictCounts>();
  readonly #options: TallyOptions;
  /** Ids of findings by their verdict. */
  readonly #said = new Map<Verdict, Set<string>>();
  readonly #exceptionOf: ExceptionMatcher;

  constructor(options: TallyOptions) {
    this.#options = options;
    this.#exceptionOf = exceptionMatcher(options.exceptions, options.cluster, options.now);
  }

  countsOf(control: string): VerdictCounts {
    let counts = this.counts.get(control);
    if (counts === undefined) {
      counts = {
        pass: 0,
        fail: 0,
        excepted: 0,
        'not-applicable': 0,
        'provider-managed': 0,
        attested: 0,
        unknown: 0,
      };
      this.counts.set(control, counts);
    }
    return counts;
  }

  /** Controls that have nothing to say about an object, or containers of it: they pass, or do not apply. */
  quiet(verdict: QuietVerdicts['verdict'], controls: readonly Control[], subjects: readonly Subject[]): void {
    const [first] = subjects;
    if (first === undefined || controls.length === 0) return;
    const doubt = this.#options.doubts?.about(first);
    if (doubt !== undefined) {
      for (const control of controls) this.add(control, { subject: referenceTo(first), ...doubt });
      return;
    }
    for (const { id } of controls) this.countsOf(id)[verdict] += subjects.length;
    const { onResult, onQuiet, cluster } = this.#options;
    if (onResult === undefined && onQuiet === undefined) return;
    const quiet: QuietVerdicts = { verdict, cluster: cluster.id, controls, subjects };
    if (onQuiet !== undefined) onQuiet(quiet);
    else for (const result of quietResults(quiet)) onResult?.(result);
  }

  /** @param recognise the workload, when the catalogue knows who operates it or what its work needs */
  add(control: Control, draft: ResultDraft, recognise?: () => RecognisedWorkload | undefined): void {
    if (draft.verdict === 'pass' || draft.verdict === 'not-applicable') {
      this.quiet(draft.verdict, [control], [draft.subject]);
      return;
    }
    const result = this.#decided(this.#result(control, this.#explained(draft)), recognise);
    if (this.#isRepeated(result)) return;
    this.countsOf(control.id)[result.verdict]++;
    if (this.#options.keepResults !== false) this.results.push(result);
    this.#options.onResult?.(result);
  }

  /** That a rule failed on a wrong type says less than which it is. */
  #explained(draft: ResultDraft): ResultDraft {
    if (draft.unknown?.state !== 'error') return draft;
    return { ...draft, ...this.#options.doubts?.about(draft.subject) };
  }

  /** Several objects of one workload may say the same: one finding, known by the first that said it. */
  #isRepeated({ objectId, verdict }: Result): boolean {
    let said = this.#said.get(verdict);
    if (said === undefined) {
      said = new Set();
      this.#said.set(verdict, said);
    }
    const before = said.size;
    return said.add(objectId).size === before;
  }

  #result(control: Control, draft: ResultDraft): Result {
    const id = objectId(control.id, draft.subject, draft.detail);
    return {
      control: control.id,
      cluster: this.#options.cluster.id,
      verdict: draft.verdict,
      severity: control.severity,
      subject: draft.subject,
      message: interned(draft.message),
      evidence: draft.evidence ?? [],
      ...(draft.fix === undefined ? {} : { fix: draft.fix }),
      ...(draft.unknown === undefined ? {} : { unknown: draft.unknown }),
      objectId: id,
      ...(draft.verdict === 'fail' && {
        contentDigest: draft.contentDigest ?? interned(evidenceDigest(draft.evidence ?? [], control.area)),
      }),
      instanceId: instanceId(id, this.#options.cluster.id),
    };
  }

  /** A failure may be excepted by people, or belong to the platform provider; both are shown with their reason. */
  #decided(result: Result, recognise?: () => RecognisedWorkload | undefined): Result {
    if (result.verdict !== 'fail') return result;
    const match = this.#exceptionOf(result);
    if (match?.state === 'in-force') {
      const { id, owner, reason, expires, origin } = match.exception;
      return {
        ...result,
        verdict: 'excepted',
        reason: `${reason} (exception ${id} of ${owner}, until ${expires})`,
        exception: id,
        exceptedBy: origin?.kind ?? 'file',
      };
    }
    const known = recognise?.();
    if (known !== undefined && (known.controls?.has(result.control) ?? true)) {
      if (known.controls === undefined)
        return { ...result, verdict: 'provider-managed', reason: known.reason };
      return { ...result, verdict: 'excepted', reason: known.reason, exceptedBy: 'catalogue' };
    }
    const reason = known?.reasonOf?.(result);
    if (reason !== undefined) return { ...result, verdict: 'excepted', reason, exceptedBy: 'catalogue' };
    if (match === undefined) return result;
    const { exception, state } = match;
    return { ...result, reason: whyOpen(exception, state), exception: exception.id, exceptionState: state };
  }
}

/** Why an exception that names a finding leaves it open. */
function whyOpen({ id, expires }: Exception, state: 'changed' | 'expired'): string {
  return state === 'expired'
    ? `exception ${id} expired on ${expires}`
    : `exception ${id} was made for something else that stood here`;
}
