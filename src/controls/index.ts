export type {
  AccessQuestion,
  AdmissionErrorCode,
  AdmissionProblem,
  AnswerAccess,
  EnforcementMode,
  ExportComparison,
  ExportDifference,
  ExportedObject,
  ExportOptions,
  PolicyControls,
  PolicyDocument,
  PolicyExport,
  PolicyPreview,
  PolicySet,
  PolicySummary,
  PolicyTest,
  PolicyTestOutcome,
  PreviewAnnotation,
  PreviewOptions,
  PreviewRow,
  Requester,
} from './admission/index.ts';
export {
  AdmissionExportError,
  admissionErrorCodes,
  compareExport,
  controlWarnings,
  defaultParamNamespace,
  exportControls,
  expressionWarnings,
  isAdmissionPolicy,
  ProblemList,
  policyControls,
  previewPolicies,
  readPolicies,
  readPolicyTests,
  runPolicyTest,
} from './admission/index.ts';
export type { Analysis, AnalysisContext, AnalysisRegistry, ReadKind, ResultDraft } from './analysis.ts';
export { analysisOf } from './analysis.ts';
export type { CaseExpectation, CaseWorld, ControlCase } from './cases/control-case.ts';
export type { CaseOutcome } from './cases/test-catalogue.ts';
export { formatCaseOutcome, testCatalogue } from './cases/test-catalogue.ts';
export type { CatalogueDocument } from './catalogue/document.ts';
export type { Catalogue, LoadOptions } from './catalogue/load-catalogue.ts';
export { loadCatalogue } from './catalogue/load-catalogue.ts';
export { parameterText } from './catalogue/read-parameters.ts';
export type {
  Control,
  ControlParameter,
  EvidenceTemplate,
  FixTemplate,
  FrameworkMapping,
  Remediation,
  SubjectLevel,
} from './control.ts';
export type { CatalogueErrorCode, CatalogueProblem } from './errors.ts';
export { CatalogueError, catalogueErrorCodes } from './errors.ts';
export type {
  AnnotatedExceptions,
  Exception,
  ExceptionCoverage,
  ExceptionIssue,
  ExceptionIssueCode,
  ExceptionMatch,
  ExceptionMatcher,
  ExceptionOrigin,
  ExceptionScope,
  ReviewOptions,
} from './exceptions/index.ts';
export {
  annotatedExceptions,
  daysLeft,
  exceptionIssueCodes,
  exceptionMatcher,
  expiryOf,
  hasEnded,
  reviewExceptions,
} from './exceptions/index.ts';
export { instanceId, objectId } from './fingerprint.ts';
export type { Framework, FrameworkRequirement } from './framework.ts';
export { applyPatch } from './json-patch.ts';
export type { Judgement, JudgeOptions, ObjectJudgement } from './judge/judge.ts';
export { Judge, judge } from './judge/judge.ts';
export type { TemplateFinding, TemplateJudgeOptions } from './judge/pod-template-judge.ts';
export { PodTemplateJudge } from './judge/pod-template-judge.ts';
export type { ProviderMatcher } from './judge/provider-managed.ts';
export { providerMatcher } from './judge/provider-managed.ts';
export type { VerdictCounts } from './judge/tally.ts';
export { namePatterns } from './name-pattern.ts';
export type { Provider, ProviderWorkload } from './provider.ts';
export type { QuietVerdicts } from './quiet-verdicts.ts';
export type {
  Evidence,
  Fix,
  PatchOperation,
  Result,
  Severity,
  Subject,
  UnknownReason,
  Verdict,
} from './result.ts';
export type {
  MatchResources,
  NamedRule,
  PolicyValidation,
  ValidatingAdmissionPolicySpec,
} from './validating-admission-policy.ts';
