import type { Gate } from '../schema.ts';
import { timeText } from './phrases.ts';

const codes = ['clean', 'failed', 'error', 'incomplete'] as const;

/** Every rule of the gate with what it allows and what was found, and which of them gave the exit code. */
export function explainGate({ exitCode, rules = [], baseline }: Gate): string {
  const deciding = rules.filter(({ decides }) => decides).map(({ rule }) => rule);
  const width = Math.max(...rules.map(({ rule }) => rule.length));
  const lines = rules.flatMap(({ rule, limit, measured, holds, decides }) => [
    `  ${holds ? 'holds ' : 'broken'}  ${rule.padEnd(width)}  ${limit}`,
    `  ${''.padEnd(6)}  ${''.padEnd(width)}  found: ${measured}${decides ? '  <- decides' : ''}`,
  ]);
  const why = deciding.length === 0 ? 'every rule holds' : `decided by ${deciding.join(', ')}`;
  return [
    `Gate: exit ${exitCode}, ${codes[exitCode]}: ${why}`,
    ...lines,
    ...(baseline === undefined ? [] : baselineLines(baseline)),
    '',
  ].join('\n');
}

function baselineLines({
  file,
  at,
  known,
  remarks,
  unjudgedNow,
  new: fresh,
  changed = 0,
}: NonNullable<Gate['baseline']>): string[] {
  return [
    `Baseline ${file} of ${timeText(at)}: ${known} known, ${fresh} new${changed === 0 ? '' : ` (${changed} of them changed since the baseline)`}, ${unjudgedNow} that cannot be judged now`,
    ...remarks.map((remark) => `  ${remark}`),
  ];
}
