import type { FieldPath } from '../../cluster/index.ts';
import { podTemplateVariables } from '../catalogue/pod-template-policy.ts';
import { rbacVariables } from '../catalogue/rbac-policy.ts';
import type { Control } from '../control.ts';
import { compileAdmissionPolicy } from './compile-admission-policy.ts';
import type { AdmissionProblem } from './errors.ts';
import { expressionWarnings } from './expression-warnings.ts';
import type { PolicyDocument } from './policy-document.ts';
import { ProblemList } from './problem-list.ts';

/**
 * {@link expressionWarnings} for controls: a control is written as a policy is, in a file of its own.
 * @param documents the files of the controls; a control whose file is not among them is not looked at
 * @param minor of Kubernetes: 37 for 1.37
 */
export function controlWarnings(
  controls: readonly Control[],
  documents: readonly PolicyDocument[],
  minor: number,
): readonly AdmissionProblem[] {
  const byFile = new Map(documents.map((document) => [document.file, document]));
  const policies = controls.flatMap((control) => {
    const document = byFile.get(control.file);
    if (control.policy === undefined || document === undefined) return [];
    const shared =
      control.appliesTo === 'pod-templates'
        ? podTemplateVariables.length
        : rbacVariables(control.appliesTo).length;
    const policy = { name: control.id, spec: control.policy, document: asPolicy(document, shared) };
    const compiled = compileAdmissionPolicy(policy, minor, new ProblemList());
    if (compiled === undefined) return [];
    return [[control.id, { ...compiled, variables: compiled.variables.slice(shared) }] as const];
  });
  const set = {
    policies: new Map(policies),
    broken: new Set<string>(),
    bindings: [],
    others: [],
    problems: [],
  };
  return expressionWarnings(set, minor);
}

/**
 * The file of a control, asked as if it were a policy.
 * @param shared how many variables stand before its own and in no file: those of every policy over pod templates
 */
function asPolicy({ file, content, locate, written }: PolicyDocument, shared: number): PolicyDocument {
  const inFile = ([, field, index, ...rest]: FieldPath): FieldPath => [
    'policy',
    ...(field === undefined ? [] : [field]),
    ...(index === undefined ? [] : [field === 'variables' ? Number(index) - shared : index]),
    ...rest,
  ];
  return {
    file,
    content,
    ...(locate && { locate: (path: FieldPath) => locate(inFile(path)) }),
    ...(written && { written: (path: FieldPath) => written(inFile(path)) }),
  };
}
