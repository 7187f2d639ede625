import type { PartPath, Program } from '@plimsoll/cel';
import type { FieldPath } from '../../cluster/index.ts';
import type { Analysis } from '../analysis.ts';
import type { Control } from '../control.ts';
import type { FieldPattern } from '../field-pattern.ts';
import type { FixPlan } from '../fix.ts';
import type { ResourceMatcher } from '../judge/match-resources.ts';

export interface NamedProgram {
  readonly name: string;
  readonly program: Program;
}

/** A variable of a policy. */
export interface CompiledVariable extends NamedProgram {
  /** It reads no object, so that it has the same value for all of them. */
  readonly constant: boolean;
  /** It reads the variables that all policies over pod templates share and nothing else: the same text is the same value. */
  readonly ofTemplate: boolean;
}

export interface CompiledValidation {
  readonly program: Program;
  readonly message: string;
  readonly messageProgram?: Program;
}

/** A policy ready to run. */
export interface CompiledPolicy {
  readonly matchConditions: readonly NamedProgram[];
  /** The policy's own variables; those shared by all policies over pod templates are computed natively. */
  readonly variables: readonly CompiledVariable[];
  readonly validations: readonly CompiledValidation[];
  readonly matcher: ResourceMatcher;
  /** The parts of a pod template that decide the verdict; undefined when they are not known, or too much to compare. */
  readonly reads: readonly PartPath[] | undefined;
  /** The policy reads more than the pod template, so that equal templates may differ in verdict. */
  readonly readsBeyondTemplate: boolean;
  readonly readsNamespace: boolean;
  /** The policy asks who sends the request, which no scan knows. */
  readonly readsRequester: boolean;
}

/** A control with everything that can be prepared before an object is seen. */
export interface CompiledControl {
  readonly control: Control;
  readonly policy?: CompiledPolicy;
  readonly analysis?: Analysis;
  readonly evidenceField?: FieldPattern;
  /** From the root of the object. */
  readonly contentFields?: readonly FieldPath[];
  readonly fix?: FixPlan & { readonly when?: Program; readonly mechanicalWhen?: Program };
  /** Parameter defaults, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Minor versions on which the control means something. */
  readonly since?: number;
  readonly until?: number;
}
