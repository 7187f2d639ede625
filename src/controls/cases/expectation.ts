import type { Result, Verdict } from '../result.ts';
import type { CaseExpectation } from './control-case.ts';

/** From worst to best. */
const order: readonly Verdict[] = [
  'fail',
  'unknown',
  'excepted',
  'provider-managed',
  'attested',
  'pass',
  'not-applicable',
];

/** One sentence for each part of the expectation that the results do not meet. */
export function mismatches(expect: CaseExpectation, results: readonly Result[]): string[] {
  const first = results.find(({ verdict }) => verdict === 'fail');
  return [
    ...(expect.verdict === undefined ? [] : compare('verdict', expect.verdict, results)),
    ...Object.entries(expect.containers ?? {}).flatMap(([name, verdict]) =>
      compare(
        `container ${name}`,
        verdict,
        results.filter(({ subject }) => subject.container === name),
      ),
    ),
    ...Object.entries(expect.objects ?? {}).flatMap(([name, verdict]) =>
      compare(
        name,
        verdict,
        results.filter(({ subject }) => `${subject.kind}/${subject.name}` === name),
      ),
    ),
    ...compareText('evidence', expect.evidence, first?.evidence[0]?.path, (path, wanted) =>
      path.endsWith(wanted),
    ),
    ...compareText('message', expect.message, first?.message, (message, wanted) => message.includes(wanted)),
    ...compareFix(expect.fix, results),
  ];
}

function compareFix(expected: boolean | undefined, results: readonly Result[]): string[] {
  if (expected === undefined) return [];
  const failures = results.filter(({ verdict }) => verdict === 'fail');
  const odd = failures.find(({ fix }) => (fix !== undefined) !== expected);
  if (failures.length > 0 && odd === undefined) return [];
  const found =
    odd === undefined ? 'nothing fails' : `one ${expected ? 'has none' : 'is offered'}: ${odd.message}`;
  return [`fix: expected ${expected ? 'a patch for every failure' : 'no patch'}, but ${found}`];
}

function compare(what: string, expected: Verdict, results: readonly Result[]): string[] {
  const worst = results.toSorted(
    (left, right) => order.indexOf(left.verdict) - order.indexOf(right.verdict),
  )[0];
  const found = worst?.verdict ?? 'not-applicable';
  if (found === expected) return [];
  const said = worst === undefined ? 'nothing was judged' : worst.message;
  return [`${what}: expected ${expected}, but it is ${found}: ${said}`];
}

function compareText(
  what: string,
  expected: string | undefined,
  found: string | undefined,
  fits: (found: string, expected: string) => boolean,
): string[] {
  if (expected === undefined || (found !== undefined && fits(found, expected))) return [];
  return [`${what}: expected ${expected}, but it is ${found ?? 'absent'}`];
}
