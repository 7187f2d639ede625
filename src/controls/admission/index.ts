export type { Requester } from './admission-request.ts';
export type { AccessQuestion, AnswerAccess } from './authorizer-variables.ts';
export { controlWarnings } from './control-warnings.ts';
export type { AdmissionErrorCode, AdmissionProblem } from './errors.ts';
export { admissionErrorCodes } from './errors.ts';
export type {
  EnforcementMode,
  ExportComparison,
  ExportDifference,
  ExportedObject,
  ExportOptions,
  PolicyExport,
} from './export/index.ts';
export {
  AdmissionExportError,
  compareExport,
  defaultParamNamespace,
  exportControls,
} from './export/index.ts';
export { expressionWarnings } from './expression-warnings.ts';
export type { PolicyControls } from './policy-controls.ts';
export { policyControls } from './policy-controls.ts';
export type { PolicyDocument, WrittenValue } from './policy-document.ts';
export type { ExpectedOutcome, PolicyTest, PolicyTestOutcome } from './policy-test.ts';
export { readPolicyTests, runPolicyTest } from './policy-test.ts';
export type { PolicyPreview, PolicySummary, PreviewAnnotation, PreviewRow } from './preview.ts';
export type { PreviewOptions } from './preview-policies.ts';
export { previewPolicies } from './preview-policies.ts';
export { ProblemList } from './problem-list.ts';
export type { PolicySet } from './read-policies.ts';
export { isAdmissionPolicy, readPolicies } from './read-policies.ts';
