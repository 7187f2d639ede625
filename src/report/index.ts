export { buildReport } from './build.ts';
export type { ClusterView } from './cluster-view.ts';
export { viewOfCluster } from './cluster-view.ts';
export { objectTarget, quotedWord } from './commands.ts';
export type { ControlFacts, ExplainOptions } from './explain.ts';
export { explainControl, explainFinding } from './explain.ts';
export type { ReportFilter } from './filter.ts';
export { isShown } from './filter.ts';
export { csvCell, formatCsv } from './formats/csv.ts';
export { formatJson } from './formats/json.ts';
export { formatJunit } from './formats/junit.ts';
export type { JunitCase } from './formats/junit-case.ts';
export { countJunitCases, junitCaseText, xmlText } from './formats/junit-case.ts';
export type { MarkdownOptions } from './formats/markdown.ts';
export { formatMarkdown } from './formats/markdown.ts';
export { inlineCode, plainText } from './formats/markdown-escape.ts';
export { formatAllNdjson, formatNdjson } from './formats/ndjson.ts';
export { formatSarif } from './formats/sarif.ts';
export type { TableGrouping, TableOptions } from './formats/table/index.ts';
export { formatTable } from './formats/table/index.ts';
export type { GateOptions } from './gate.ts';
export { defaultGate } from './gate.ts';
export type { Baseline } from './gate-baseline.ts';
export type {
  JudgedCluster,
  ReportException,
  ReportInput,
  RunInformation,
  SubjectDescription,
  UnreachableCluster,
} from './input.ts';
export { reportJsonSchema } from './json-schema.ts';
export { redactReport } from './redact.ts';
export type * from './schema.ts';
export { NetworkChangesSchema, PowerSchema, ReportSchema, SeveritySchema } from './schema.ts';
export type { Scope } from './scope.ts';
export { scopesOf } from './scope.ts';
export { findFinding, leastOfId } from './story.ts';
export { changesParts } from './text/changes-text.ts';
export { withoutMarkers } from './text/evidence-value.ts';
export { explainGate } from './text/gate-text.ts';
export { networkLines } from './text/network-text.ts';
export type { Palette } from './text/palette.ts';
export { ansiPalette, plainPalette } from './text/palette.ts';
export { counted, isOpen, listed, problemText, severities } from './text/phrases.ts';
export { powerLines } from './text/power-text.ts';
export { hang, wrap } from './text/wrap.ts';
export { ticketMarkdown } from './ticket.ts';
export { unjudgedIn } from './unjudged.ts';
