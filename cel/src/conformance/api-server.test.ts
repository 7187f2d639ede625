import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CelError } from '../cel-error.ts';
import { formatType, types } from '../cel-type.ts';
import { kubernetesEnvironment } from '../kubernetes-environment.ts';
import { toPlain } from '../values/plain.ts';

interface Answer {
  expression: string;
  /** Refused at compilation, failed at evaluation, or a value. */
  outcome: 'refused' | 'failed' | 'value';
  type?: string;
  value?: unknown;
  cost?: number;
}

const { variables, answers } = JSON.parse(
  readFileSync(new URL('./fixtures/api-server-answers.json', import.meta.url), 'utf8'),
) as { variables: Record<string, unknown>; answers: Answer[] };

/** JSON as the API server's answers are written: no NaN, ints beyond 2^53 as text, keys in any order. */
function canonical(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'string' && /^-?\d{16,}$/.test(value)) return String(Number(value));
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, canonical(inner)]));
}

const environment = kubernetesEnvironment({
  version: '1.37',
  variables: { object: types.dyn, oldObject: types.dyn },
});

function answer(expression: string): Answer {
  let cost: number | undefined;
  try {
    const program = environment.compile(expression);
    try {
      const value = program.evaluate(variables, { onCost: (used) => (cost = used) });
      return {
        expression,
        outcome: 'value',
        type: formatType(program.resultType),
        value: canonical(toPlain(value)),
        cost: cost ?? 0,
      };
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return { expression, outcome: 'failed', cost: cost ?? 0 };
    }
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { expression, outcome: 'refused' };
  }
}

/** How the API server prints types, where that differs from CEL's own names. */
function upstreamType(type: string): string {
  return type
    .replaceAll(/\btimestamp\b/g, 'google.protobuf.Timestamp')
    .replaceAll(/\bduration\b/g, 'google.protobuf.Duration')
    .replaceAll(/\bnull\b/g, 'null_type');
}

describe('the answers of the API server', () => {
  test('outcome, value, type and run-time cost are the same for every expression', () => {
    const wrong = answers.flatMap((expected) => {
      const found = answer(expected.expression);
      const same =
        found.outcome === expected.outcome &&
        found.cost === expected.cost &&
        (expected.type === undefined || upstreamType(found.type ?? '') === expected.type) &&
        JSON.stringify(sorted(found.value)) === JSON.stringify(sorted(canonical(expected.value)));
      return same ? [] : [{ expected, found }];
    });
    expect(wrong).toEqual([]);
    expect(answers.length).toBeGreaterThan(1000);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
