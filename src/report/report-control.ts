import type { Control } from '../controls/index.ts';
import type { ReportControl, VerdictCounts } from './schema.ts';

/** A control as the report publishes it, with the counts of its verdicts. */
export function reportControl(control: Control, counts: VerdictCounts): ReportControl {
  return {
    id: control.id,
    title: control.title,
    severity: control.severity,
    area: control.area,
    refs: [...control.refs],
    why: control.why,
    references: [...control.references],
    remediation: { ...control.remediation },
    mappings: control.mappings.map((mapping) => ({ ...mapping })),
    rule: ruleOf(control),
    counts,
    file: control.file,
  };
}

/** The CEL expressions that decide, or the name of the analysis. */
export function ruleOf(control: Control): string[] {
  if (control.policy === undefined)
    return control.analysis === undefined ? [] : [`analysis ${control.analysis}`];
  return (control.policy.validations ?? []).map(({ expression }) => expression);
}
