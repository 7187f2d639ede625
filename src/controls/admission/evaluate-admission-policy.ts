import type { Activation } from '@plimsoll/cel';
import type { FieldPath } from '../../cluster/index.ts';
import type { UnknownReason } from '../result.ts';
import type { CompiledAdmissionPolicy } from './compile-admission-policy.ts';
import { BudgetExhausted, costLimits, type ExpressionOutcome, ExpressionRun } from './expression-run.ts';

/** A piece of an expression in its policy: `['validations', 0, 'expression']`. */
export interface ExpressionPart {
  readonly path: FieldPath;
  readonly source: string;
  readonly range?: { readonly start: number; readonly end: number };
  /** It failed because a field or key is not there. */
  readonly missingField?: true;
}

/** One thing that a policy says about an object; what passes says nothing. */
export type PolicyDecision =
  /** A validation is false, or `error`: something failed and the failure policy counts that as a violation. */
  | {
      readonly kind: 'violation' | 'error';
      readonly message: string;
      readonly reason: string;
      readonly at?: ExpressionPart;
      /** An audit annotation that fails denies, whatever the actions of the binding. */
      readonly always?: true;
    }
  /** Something failed and the failure policy ignores that. */
  | { readonly kind: 'ignored-error'; readonly message: string; readonly at?: ExpressionPart }
  | { readonly kind: 'unknown'; readonly unknown: UnknownReason; readonly at?: ExpressionPart };

export interface PolicyEvaluation {
  /** False where match conditions turned the object away. */
  readonly applies: boolean;
  readonly decisions: readonly PolicyDecision[];
  /** Values of audit annotations by key. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Values of the variables of one request; functions are called when first read. */
export interface AdmissionValues extends Activation {
  readonly object: unknown;
  readonly oldObject: unknown;
  readonly request: unknown;
  readonly params: unknown;
  readonly namespaceObject: unknown;
}

const turnedAway: PolicyEvaluation = { applies: false, decisions: [], annotations: {} };

/**
 * Evaluates a policy as the API server does: match conditions, validations, messages of those that are false, audit
 * annotations; each stage within its budget.
 * https://github.com/kubernetes/apiserver/blob/master/pkg/admission/plugin/policy/validating/validator.go
 */
export function evaluateAdmissionPolicy(
  policy: CompiledAdmissionPolicy,
  values: AdmissionValues,
): PolicyEvaluation {
  const condition = evaluateConditions(policy, values);
  if (condition === false) return turnedAway;
  if (condition !== true) return { applies: true, decisions: [condition], annotations: {} };
  const decisions = evaluateValidations(policy, values);
  const audited = evaluateAnnotations(policy, values);
  return { applies: true, decisions: [...decisions, ...audited.decisions], annotations: audited.annotations };
}

/** One that is false decides before one that fails or is not known. The namespace is not shown to conditions. */
function evaluateConditions(
  policy: CompiledAdmissionPolicy,
  values: AdmissionValues,
): boolean | PolicyDecision {
  if (policy.matchConditions.length === 0) return true;
  const run = new ExpressionRun(policy, { ...values, namespaceObject: null }, costLimits.matchConditions);
  let failed: PolicyDecision | undefined;
  let unknown: PolicyDecision | undefined;
  try {
    for (const condition of policy.matchConditions) {
      const outcome = run.run(condition);
      if ('value' in outcome) {
        if (outcome.value === false) return false;
      } else if ('unknown' in outcome) {
        unknown ??= { kind: 'unknown', unknown: outcome.unknown, at: condition };
      } else failed ??= failure(policy, outcome.error, at(condition, outcome));
    }
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
    failed = failure(policy, error.message, { path: ['matchConditions'], source: '' });
  }
  const decided = unknown ?? failed;
  if (decided === undefined) return true;
  return decided.kind === 'ignored-error' ? false : decided;
}

function evaluateValidations(policy: CompiledAdmissionPolicy, values: AdmissionValues): PolicyDecision[] {
  const { validations } = policy;
  const run = new ExpressionRun(policy, values, costLimits.policy);
  let outcomes: ExpressionOutcome[];
  try {
    outcomes = validations.map((validation) => run.run(validation));
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
    return [failure(policy, error.message, { path: ['validations'], source: '' })];
  }
  if (outcomes.every((outcome) => 'value' in outcome && outcome.value === true)) {
    if (!validations.some(({ messageExpression }) => messageExpression !== undefined)) return [];
  }
  const messages = evaluateMessages(policy, values, run.remaining);
  return validations.flatMap((validation, index): PolicyDecision[] => {
    const outcome = outcomes[index] as ExpressionOutcome;
    if ('unknown' in outcome) return [{ kind: 'unknown', unknown: outcome.unknown, at: validation }];
    if ('error' in outcome) return [failure(policy, outcome.error, at(validation, outcome))];
    if (messages === 'exhausted') {
      const message = 'failed messageExpression: running out of cost budget';
      return [failure(policy, message, validation.messageExpression ?? validation)];
    }
    if (outcome.value === true) return [];
    const message =
      messages[index] || validation.message?.trim() || `failed expression: ${validation.source.trim()}`;
    return [{ kind: 'violation', message, reason: validation.reason, at: validation }];
  });
}

/** Every message is computed, whatever its validation says; a budget that ends there makes every validation fail. */
function evaluateMessages(
  policy: CompiledAdmissionPolicy,
  values: AdmissionValues,
  budget: number,
): readonly (string | undefined)[] | 'exhausted' {
  const run = new ExpressionRun(policy, values, budget);
  try {
    return policy.validations.map(({ messageExpression }) =>
      messageExpression === undefined ? undefined : messageOf(run.run(messageExpression)),
    );
  } catch (error) {
    if (error instanceof BudgetExhausted) return 'exhausted';
    throw error;
  }
}

/** One line of at most 5 kB counts, or else the fixed message. */
function messageOf(outcome: ExpressionOutcome): string | undefined {
  if (!('value' in outcome) || typeof outcome.value !== 'string') return undefined;
  const message = outcome.value.trim();
  return Buffer.byteLength(message) > 5 * 1024 || message.includes('\n') ? undefined : message;
}

function evaluateAnnotations(
  policy: CompiledAdmissionPolicy,
  values: AdmissionValues,
): Pick<PolicyEvaluation, 'decisions' | 'annotations'> {
  const decisions: PolicyDecision[] = [];
  const annotations: Record<string, string> = {};
  if (policy.auditAnnotations.length === 0) return { decisions, annotations };
  const run = new ExpressionRun(policy, values, costLimits.policy);
  try {
    for (const annotation of policy.auditAnnotations) {
      const outcome = run.run(annotation);
      if ('unknown' in outcome) {
        decisions.push({ kind: 'unknown', unknown: outcome.unknown, at: annotation });
      } else if ('error' in outcome) {
        decisions.push({
          ...failure(policy, outcome.error, at(annotation, outcome)),
          always: true,
        } as PolicyDecision);
      } else if (typeof outcome.value === 'string' && outcome.value.trim() !== '') {
        annotations[annotation.key] = truncated(outcome.value.trim());
      }
    }
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
    return {
      decisions: [failure(policy, error.message, { path: ['auditAnnotations'], source: '' })],
      annotations: {},
    };
  }
  return { decisions, annotations };
}

/** Audit annotations are cut at 10 KiB. */
function truncated(value: string): string {
  const bytes = Buffer.from(value);
  return bytes.length <= 10 * 1024 ? value : bytes.subarray(0, 10 * 1024).toString();
}

function failure(
  { failurePolicy }: CompiledAdmissionPolicy,
  message: string,
  where: ExpressionPart,
): PolicyDecision {
  return failurePolicy === 'Fail'
    ? { kind: 'error', message, reason: 'Invalid', at: where }
    : { kind: 'ignored-error', message, at: where };
}

function at(
  { path, source }: ExpressionPart,
  { range, missingField }: Pick<ExpressionPart, 'range' | 'missingField'>,
): ExpressionPart {
  return {
    path,
    source,
    ...(range === undefined ? {} : { range }),
    ...(missingField === undefined ? {} : { missingField }),
  };
}
