import type { VerdictCounts } from '../../../src/report/schema.ts';
import type { Severity } from '../model/model.ts';
import type { BarPart } from '../signs/bar.tsx';

/** The verdicts of one control as parts of one bar: what fails, what is unknown, what is accepted, what passes. */
export function verdictParts(counts: VerdictCounts, severity: Severity): readonly BarPart[] {
  return [
    { value: counts.fail, kind: 'solid', tone: severity },
    { value: counts.unknown, kind: 'hatched' },
    { value: counts.excepted, kind: 'excepted' },
    { value: counts.pass + counts.attested + counts['provider-managed'], kind: 'pass' },
  ];
}

/** Everything that was or should have been judged; what does not apply is no part of it. */
export function verdictTotal(counts: VerdictCounts): number {
  return (
    counts.fail +
    counts.unknown +
    counts.excepted +
    counts.pass +
    counts.attested +
    counts['provider-managed']
  );
}
