import { Check, Errors } from 'typebox/value';
import { type Finding, type Report, ReportSchema } from '../../report/index.ts';
import type { Run } from './run-plimsoll.ts';

/** The JSON report that a run printed; fails with what the run said when it printed none, or one against the schema. */
export function parseReport({ code, stdout, stderr }: Run): Report {
  let content: unknown;
  try {
    content = JSON.parse(stdout);
  } catch {
    throw new Error(`no JSON report, exit ${code}: ${stdout.slice(0, 500)}\n${stderr}`);
  }
  if (!Check(ReportSchema, content)) {
    throw new Error(`not by the schema: ${JSON.stringify(Errors(ReportSchema, content).slice(0, 3))}`);
  }
  return content;
}

/** The object ids of what failed, sorted: what two ways of reading the same cluster must agree on. */
export function failingIds({ findings }: Report): string[] {
  return failuresOf(findings)
    .map(({ objectId }) => objectId)
    .sort();
}

/** `control Kind namespace/name container`: for messages that a person can read. */
export function failingNames({ findings }: Report): string[] {
  return failuresOf(findings).map(nameOf).sort();
}

/** `control Kind namespace/name container` of one finding. */
export function nameOf({ control, subject }: Finding): string {
  return [control, subject.kind, `${subject.namespace}/${subject.name}`, subject.container ?? '']
    .join(' ')
    .trim();
}

function failuresOf(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ verdict }) => verdict === 'fail');
}
