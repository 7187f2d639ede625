import type { ClusterObject } from '../../cluster/index.ts';
import type { CompiledAdmissionPolicy } from './compile-admission-policy.ts';
import type { AdmissionProblem } from './errors.ts';
import type { WrittenBinding } from './policy.ts';
import { positionOf } from './policy-document.ts';

/** What is said once, however many objects it concerns. */
export class PreviewProblems {
  readonly problems: AdmissionProblem[] = [];
  readonly #said = new Set<string>();

  paramMissing({ policy, failurePolicy }: CompiledAdmissionPolicy, binding: WrittenBinding, what: string) {
    const denies = binding.spec.paramRef?.parameterNotFoundAction === 'Deny' && failurePolicy === 'Fail';
    this.#say({
      code: 'param-missing',
      severity: 'warning',
      message: `binding ${binding.name}: ${what}`,
      policy: policy.name,
      effect: denies
        ? 'Without it the API server denies every request that the binding matches, whatever its validationActions.'
        : 'Without it the API server lets every request that the binding matches pass.',
      ...positionOf(binding.document, ['spec', 'paramRef']),
    });
  }

  paramKindUnknown({ policy, failurePolicy }: CompiledAdmissionPolicy, what: string): void {
    this.#say({
      code: 'param-kind-unknown',
      severity: 'warning',
      message: `policy ${policy.name}: ${what}`,
      policy: policy.name,
      effect:
        failurePolicy === 'Fail'
          ? 'The API server denies every request that the policy matches.'
          : 'The API server lets every request that the policy matches pass.',
      ...positionOf(policy.document, ['spec', 'paramKind']),
    });
  }

  tooLarge({ kind, namespace, name, origin }: ClusterObject): void {
    this.#say({
      code: 'object-too-large',
      severity: 'warning',
      message: `${kind} ${namespace === '' ? '' : `${namespace}/`}${name} is larger than 3 MiB`,
      effect: 'The API server takes no request larger than that, whatever the policies say.',
      ...(origin && { file: origin.file, line: origin.line, column: origin.column }),
    });
  }

  tooSlow({ policy }: CompiledAdmissionPolicy, message: string): void {
    const position = positionOf(policy.document, []);
    this.#say({ code: 'policy-too-slow', severity: 'warning', message, policy: policy.name, ...position });
  }

  #say(problem: AdmissionProblem): void {
    if (this.#said.has(problem.message)) return;
    this.#said.add(problem.message);
    this.problems.push(problem);
  }
}
