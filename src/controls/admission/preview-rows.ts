import { formatPath } from '../../cluster/index.ts';
import type { Operation } from '../judge/match-resources.ts';
import type { AdmissionRequest } from './admission-request.ts';
import type { CompiledAdmissionPolicy } from './compile-admission-policy.ts';
import type { ExpressionPart, PolicyDecision } from './evaluate-admission-policy.ts';
import { type ExpressionPlace, placeInFile } from './expression-place.ts';
import type { WrittenBinding } from './policy.ts';
import { outcomeOf, type PreviewRow, referenceOf } from './preview.ts';

/** What a row is about. */
export interface RowPlace {
  readonly policy: CompiledAdmissionPolicy;
  /** Absent where the policy fails before any is looked at. */
  readonly binding?: WrittenBinding;
  readonly request: AdmissionRequest;
  readonly operation: Operation;
}

/** Turns decisions of policies into rows with the places of their expressions. */
export class PreviewRows {
  readonly rows: PreviewRow[] = [];
  /** One expression decides about many objects. */
  readonly #places = new Map<string, ExpressionPlace>();

  add(place: RowPlace, decision: PolicyDecision, param?: string): void {
    this.rows.push({
      ...this.#about(place, decision, param),
      ...outcome(decision, place.binding),
    });
  }

  #about({ policy, binding, request, operation }: RowPlace, decision: PolicyDecision, param?: string) {
    const { origin } = request.judged;
    return {
      policy: policy.policy.name,
      ...(binding && { binding: binding.name }),
      object: referenceOf(request.judged),
      ...(origin && { objectPosition: { file: origin.file, line: origin.line, column: origin.column } }),
      operation,
      ...(param !== undefined && { param }),
      ...(decision.at !== undefined && this.#placeOf(policy, decision.at)),
    };
  }

  #placeOf({ policy }: CompiledAdmissionPolicy, { path, source, range }: ExpressionPart) {
    const field = formatPath(['spec', ...path]);
    const key = `${policy.name} ${field} ${range?.start} ${range?.end}`;
    let place = this.#places.get(key);
    if (place === undefined) {
      const whole = range ?? { start: 0, end: source.length };
      place = placeInFile(policy.document, ['spec', ...path], source, whole);
      this.#places.set(key, place);
    }
    return { field, ...place };
  }
}

type Outcome = Pick<PreviewRow, 'outcome' | 'actions' | 'message' | 'cause' | 'unknown'>;

function outcome(decision: PolicyDecision, binding: WrittenBinding | undefined): Outcome {
  if (decision.kind === 'unknown') {
    const { unknown } = decision;
    return { outcome: 'unknown', actions: [], message: unknown.message, cause: 'unknown', unknown };
  }
  const { message } = decision;
  if (decision.kind === 'ignored-error') return { outcome: 'ignored', actions: [], message, cause: 'error' };
  const actions =
    decision.always === true || binding === undefined ? (['Deny'] as const) : binding.spec.validationActions;
  return { outcome: outcomeOf(actions), actions, message, cause: decision.kind };
}
