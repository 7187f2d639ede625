import { types } from '@plimsoll/cel';
import type { AnalysisRegistry } from '../analysis.ts';
import type { Control } from '../control.ts';
import { type FieldPattern, parseFieldPattern } from '../field-pattern.ts';
import type { ValidatingAdmissionPolicySpec } from '../validating-admission-policy.ts';
import { compilePolicy, ExpressionCompiler } from './compile-policy.ts';
import type { CompiledControl } from './compiled-control.ts';
import { documentId } from './document.ts';
import type { DocumentReader } from './document-reader.ts';
import { expandPodTemplatePolicy } from './pod-template-policy.ts';
import { fixConditionEnvironment } from './policy-environment.ts';
import { expandRbacPolicy } from './rbac-policy.ts';
import { readParameters } from './read-parameters.ts';
import { type ControlFile, ControlSchema } from './schema.ts';

/** @returns undefined when the control is broken; the reader holds the problems */
export function readControl(reader: DocumentReader, analyses: AnalysisRegistry): CompiledControl | undefined {
  const file = reader.shaped(ControlSchema);
  if (file === undefined) return undefined;
  checkConsistency(file, reader);
  const control = controlOf(file, reader);
  const policy = file.policy === undefined ? undefined : compilePolicy(control, file.policy, reader);
  const analysis = analysisOf(file, analyses, reader);
  const evidenceField = fieldOf(file.evidence?.field, ['evidence', 'field'], reader);
  const contentFields = file.evidence?.content?.flatMap((text, index) => {
    const field = fieldOf(text, ['evidence', 'content', index], reader);
    return field === undefined ? [] : [field.filter((step) => typeof step !== 'symbol')];
  });
  const fix = fixOf(file, control, reader);
  if (reader.problems.length > 0) return undefined;
  return {
    control,
    ...(policy === undefined ? {} : { policy }),
    ...(analysis === undefined ? {} : { analysis }),
    ...(evidenceField === undefined ? {} : { evidenceField }),
    ...(contentFields === undefined ? {} : { contentFields }),
    ...(fix === undefined ? {} : { fix }),
    parameters: Object.fromEntries(
      control.parameters.map((parameter) => [parameter.name, parameter.default]),
    ),
    ...(file.since === undefined ? {} : { since: minorOf(file.since) }),
    ...(file.until === undefined ? {} : { until: minorOf(file.until) }),
  };
}

function controlOf(file: ControlFile, reader: DocumentReader): Control {
  const parameters = readParameters(file, reader);
  const { policy: written, ...rest } = file;
  const withParameters =
    written === undefined || parameters.length === 0
      ? written
      : { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, ...written };
  const policy = withParameters && expand(withParameters, file.appliesTo);
  return {
    ...rest,
    parameters,
    mappings: file.mappings ?? [],
    subject: file.subject ?? 'object',
    enforcement: file.enforcement ?? 'scan',
    ...(policy === undefined ? {} : { policy }),
    file: reader.document.file,
  };
}

function expand(
  policy: ValidatingAdmissionPolicySpec,
  appliesTo: Control['appliesTo'],
): ValidatingAdmissionPolicySpec {
  return appliesTo === 'pod-templates'
    ? expandPodTemplatePolicy(policy)
    : expandRbacPolicy(policy, appliesTo);
}

/** What the schema cannot say: fields that need or exclude each other. */
function checkConsistency(file: ControlFile, reader: DocumentReader): void {
  const expected = documentId(reader.document.file);
  if (file.id !== expected)
    reader.report('catalogue-id', ['id'], `id is ${file.id}, but the file is named ${expected}`);
  const policy = (path: string[], message: string) =>
    reader.report('catalogue-policy', path, `${file.id}: ${message}`);
  if ((file.policy === undefined) === (file.analysis === undefined))
    policy([], 'exactly one of policy and analysis must be set');
  if (file.policy !== undefined && file.policy.validations === undefined)
    policy(['policy'], 'policy has no validations');
  const isOfTemplates = file.appliesTo === 'pod-templates';
  if (file.appliesTo !== undefined) {
    if (file.policy === undefined) policy(['appliesTo'], 'appliesTo needs a policy');
    if (file.policy?.matchConstraints?.resourceRules !== undefined) {
      policy(
        ['policy', 'matchConstraints'],
        `appliesTo: ${file.appliesTo} fills in matchConstraints; leave them out`,
      );
    }
    if (file.appliesTo === 'roles' && !file.parameters?.some(({ name }) => name === 'allowedRoles'))
      policy(['appliesTo'], 'appliesTo: roles needs the parameter allowedRoles');
  } else if (file.policy !== undefined && file.policy.matchConstraints?.resourceRules === undefined) {
    policy(['policy'], 'policy needs matchConstraints.resourceRules');
  }
  if (isOfTemplates && file.subject !== 'container' && file.subject !== 'pod')
    policy(['subject'], 'subject must be container or pod');
  if (!isOfTemplates && file.policy !== undefined && file.subject !== undefined && file.subject !== 'object')
    policy(['subject'], 'subject must be object without appliesTo: pod-templates');
  if (file.evidence?.each === true && file.analysis !== undefined)
    policy(['evidence', 'each'], 'an analysis decides its own details');
  if (file.fix?.at === 'container' && file.subject !== 'container')
    policy(['fix', 'at'], 'only subject: container has a container to fix');
  if (file.fix?.at === 'pod' && !isOfTemplates)
    policy(['fix', 'at'], 'only controls over pod templates have a pod to fix');
  if (file.since !== undefined && file.until !== undefined && minorOf(file.since) > minorOf(file.until)) {
    policy(['until'], `until ${file.until} is before since ${file.since}`);
  }
}

function analysisOf(file: ControlFile, analyses: AnalysisRegistry, reader: DocumentReader) {
  if (file.analysis === undefined) return undefined;
  if (Object.hasOwn(analyses, file.analysis)) return analyses[file.analysis];
  reader.report('catalogue-analysis', ['analysis'], `${file.id}: no analysis is named ${file.analysis}`);
  return undefined;
}

function fieldOf(
  text: string | undefined,
  path: (string | number)[],
  reader: DocumentReader,
): FieldPattern | undefined {
  if (text === undefined) return undefined;
  const pattern = parseFieldPattern(text);
  if (pattern === undefined) reader.report('catalogue-field', path, `${text} is not a field path`);
  return pattern;
}

function fixOf(file: ControlFile, control: Control, reader: DocumentReader): CompiledControl['fix'] {
  if (file.fix === undefined) return undefined;
  const { at, set, when, mechanical } = file.fix;
  const changes = Object.entries(set).flatMap(([text, value]) => {
    const field = fieldOf(text, ['fix', 'set', text], reader);
    return field === undefined ? [] : [{ field, value }];
  });
  const expressions = new ExpressionCompiler(control, reader);
  if (file.policy?.variables !== undefined) expressions.know(file.policy.variables.map(({ name }) => name));
  const compile = (field: string, text: string | undefined) =>
    text === undefined
      ? undefined
      : expressions.compile(['fix', field], text, {
          environment: fixConditionEnvironment(),
          resultType: types.bool,
        });
  const condition = compile('when', when);
  const mechanicalWhen = compile('mechanical', typeof mechanical === 'string' ? mechanical : undefined);
  return {
    at,
    changes,
    mechanical: mechanical === true,
    ...(condition === undefined ? {} : { when: condition }),
    ...(mechanicalWhen === undefined ? {} : { mechanicalWhen }),
  };
}

function minorOf(version: string): number {
  return Number(version.slice(version.indexOf('.') + 1));
}
