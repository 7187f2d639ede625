import type { CelError } from '@plimsoll/cel';
import { capitalised } from '../../cluster/index.ts';
import type { CompiledPolicy } from '../catalogue/compiled-control.ts';
import { tooLarge } from '../catalogue/pod-template-policy.ts';

/**
 * What is told of an expression that fails at run time. A policy that declines to judge something reads its reason from
 * an empty map, `{}['reason']`: an error in the API server too, and told here as the reason alone.
 * @param of where it failed, when that is not a validation
 */
export function evaluationError({ message }: CelError, policy: CompiledPolicy, of = ''): string {
  const [, key] =
    /^(?:composited variable "\w+" fails to evaluate: )*no such key: (.*)$/s.exec(message) ?? [];
  if (key !== undefined && isReason(key, policy)) return sentence(key);
  const told = message.replaceAll(/composited variable "(\w+)" fails to evaluate: /g, 'variable $1: ');
  return couldNotEvaluate(`${of}${told}`);
}

/** What is told of a policy that could not be run for a reason of the engine. */
export function couldNotEvaluate(why: string): string {
  return `The rule could not be evaluated: ${why}.`;
}

/** A reason of a control as a sentence. */
export function sentence(reason: string): string {
  return `${capitalised(reason)}.`;
}

/** Whether a policy declines for this reason; any other missing key is a mistake in it. */
function isReason(key: string, policy: CompiledPolicy): boolean {
  if (key === tooLarge) return true;
  const { matchConditions, variables, validations } = policy;
  return [...matchConditions, ...variables, ...validations].some(({ program: { source } }) =>
    [...source.matchAll(/\{\s*\}\s*\[\s*(['"])(.*?)\1\s*\]/gs)].some(([, , reason]) => reason === key),
  );
}
