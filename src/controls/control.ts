import type { Severity } from './result.ts';
import type { ValidatingAdmissionPolicySpec } from './validating-admission-policy.ts';

/** A framework requirement that a control supports, with where the mapping comes from. */
export interface FrameworkMapping {
  /** `cis-eks@1.8.0`, `pod-security-standards@1.37`, `nist-800-53@r5`. */
  readonly framework: string;
  readonly requirement: string;
  readonly provenance: 'upstream' | 'sourced' | 'judgement';
}

/** A parameter of a control. It reaches the policy as `params.data.<name>`, a string, lists one entry per line. */
export interface ControlParameter {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'list';
  readonly description: string;
  readonly default: string;
}

/** What a person needs to act. */
export interface Remediation {
  /** One or two sentences: what to change. */
  readonly summary: string;
  /** What a correct program may stop doing after the change. */
  readonly mayBreak?: string;
  /** How to undo it. */
  readonly undo?: string;
}

/** A mechanical fix: JSON merge-patch-like set of fields relative to the element that failed. */
export interface FixTemplate {
  /** What the paths are relative to: the failing container, its pod spec, or the object. */
  readonly at: 'container' | 'pod' | 'object';
  /** Field (see {@link parseFieldPattern}) → JSON value to set; null removes the field, or the failing elements of a list. */
  readonly set: Readonly<Record<string, unknown>>;
  /** CEL over `object`, `variables` and `container`: the fix is offered only where this is true. */
  readonly when?: string;
  /** Whether nothing in the object needs what the change takes; or CEL, as in `when`, that says so of one finding. */
  readonly mechanical?: boolean | string;
}

/** What one verdict of a control is about. */
export type SubjectLevel = 'container' | 'pod' | 'object';

/** Where evidence points and what a passing object has there. */
export interface EvidenceTemplate {
  /** Relative to the failing container, pod spec or object. */
  readonly field?: string;
  readonly expected: string;
  /** One finding per failing element (volume, port, capability) in place of one per container, pod or object. */
  readonly each?: boolean;
  /** Fields of the object that tell what a finding is about where its evidence does not: a change of one is another thing. */
  readonly content?: readonly string[];
}

/** One catalogue file `catalog/controls/<id>.yaml`, validated and expanded by the loader. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly area:
    | 'identity'
    | 'runtime'
    | 'network'
    | 'supply-chain'
    | 'secrets'
    | 'control-plane'
    | 'posture'
    | 'ai';
  /** Ids this control covers: `KSP-RT-001`, `pod-security/privileged`. */
  readonly refs: readonly string[];
  readonly why: string;
  readonly references: readonly string[];
  readonly remediation: Remediation;
  readonly mappings: readonly FrameworkMapping[];
  /** Set when the policy judges the pod template of every workload kind, roles or bindings; `policy` is then the expanded one. */
  readonly appliesTo?: 'pod-templates' | 'roles' | 'role-bindings';
  readonly subject: SubjectLevel;
  /** The sentence of a finding, with `{container}`, `{object}`, `{details}` and `{value}` in it. */
  readonly finding?: string;
  readonly parameters: readonly ControlParameter[];
  /** Literally a ValidatingAdmissionPolicy spec. Exactly one of `policy` and `analysis` is set. */
  readonly policy?: ValidatingAdmissionPolicySpec;
  /** Name of a registered analysis, for what one object cannot decide. */
  readonly analysis?: string;
  /** Field that evidence points to, relative to the failing container, pod spec or object, and what it should be. */
  readonly evidence?: EvidenceTemplate;
  readonly fix?: FixTemplate;
  /** `scan`, or `admission` for controls that only admission uses. */
  readonly enforcement: 'scan' | 'admission';
  /** Kubernetes minor versions on which the control means something, inclusive: `1.30`. */
  readonly since?: string;
  readonly until?: string;
  /** Where it was read, for `policy show` and errors. */
  readonly file: string;
}
