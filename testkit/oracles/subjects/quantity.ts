import { CelError, kubernetesEnvironment, type Program, toPlain, types } from '@plimsoll/cel';
import fc from 'fast-check';
import { isSameQuantity } from '../../../src/cluster/quantity.ts';
import { startOracle } from '../oracle.ts';
import type { QuantityAnswer, QuantityQuestion, QuantityReading } from '../questions.ts';
import type { FuzzSubject } from '../subject.ts';

const digits = fc.oneof(
  fc.integer({ min: 0, max: 2000 }).map(String),
  fc.constantFrom('0', '00', '1', '9', '1024', '9223372036854775807', '9223372036854775808'),
  fc.bigInt({ min: 0n, max: 10n ** 24n }).map(String),
);
const number = fc.oneof(
  digits,
  fc.tuple(digits, digits).map(([whole, fraction]) => `${whole}.${fraction}`),
  digits.map((fraction) => `.${fraction}`),
  digits.map((whole) => `${whole}.`),
);
const suffix = fc.oneof(
  fc.constantFrom('', '', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'),
  fc.constantFrom('K', 'mi', 'ki', 'e', 'i', 'Gii', ' ', 'e+', 'B'),
  fc.integer({ min: -20, max: 20 }).map((exponent) => `e${exponent}`),
  fc.integer({ min: 0, max: 20 }).map((exponent) => `E+${exponent}`),
);
const quantityText = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(fc.constantFrom('', '', '-', '+'), number, suffix).map((parts) => parts.join('')),
  },
  fc.string({ maxLength: 6 }),
  fc.constantFrom('', '-', '+', '.', '-.', '0', '-0', '1e', '--1', '0.0', '0Ki'),
);

/** Never generated, see the standing differences: a suffix of no number. */
const suffixAlone = /^[+-]?\.?[EP]i$/;

const ordinaryText = quantityText.filter((text) => !suffixAlone.test(text));

const environment = kubernetesEnvironment({
  version: '1.37',
  variables: { a: types.string, b: types.string },
});
const compiled = (expression: string) => environment.compile(expression);
const plain = (program: Program, given: Record<string, string>) => toPlain(program.evaluate(given));
const programs = {
  valid: compiled('isQuantity(a)'),
  sign: compiled('sign(quantity(a))'),
  isInteger: compiled('quantity(a).isInteger()'),
  integer: compiled('string(quantity(a).asInteger())'),
  approximate: compiled('quantity(a).asApproximateFloat()'),
  compare: compiled('quantity(a).compareTo(quantity(b))'),
  sumSign: compiled('sign(quantity(a).add(quantity(b)))'),
  sumIsInteger: compiled('quantity(a).add(quantity(b)).isInteger()'),
  differenceSign: compiled('sign(quantity(a).sub(quantity(b)))'),
  differenceIsInteger: compiled('quantity(a).sub(quantity(b)).isInteger()'),
};

/** CEL's quantities and the comparison in the cluster model, against `k8s.io/apimachinery/pkg/api/resource`. */
export const quantity: FuzzSubject<QuantityQuestion> = {
  name: 'quantity',
  questionsEach: 1,
  arbitrary: fc.record({ left: ordinaryText, right: ordinaryText }),
  async start() {
    const oracle = await startOracle<QuantityQuestion, QuantityAnswer>('oracle-quantity');
    if (oracle === undefined) return undefined;
    return {
      async compare(questions) {
        const answers = await oracle.ask(questions);
        return questions.map((question, index) => {
          const theirs = answers[index];
          return theirs === undefined ? 'no answer' : difference(question, theirs);
        });
      },
      close: () => oracle.close(),
    };
  },
};

function difference(question: QuantityQuestion, theirs: QuantityAnswer): string | undefined {
  const { left, right } = question;
  const expected = {
    left: summary(theirs.left),
    right: summary(theirs.right),
    ...(theirs.compare !== undefined && {
      compare: theirs.compare,
      sumSign: theirs.sum?.sign,
      sumIsInteger: theirs.sum?.integer !== undefined,
      differenceSign: theirs.difference?.sign,
      differenceIsInteger: theirs.difference?.integer !== undefined,
      same: theirs.compare === 0,
    }),
  };
  const ours = {
    left: read(left, theirs.left),
    right: read(right, theirs.right),
    ...(theirs.compare !== undefined && {
      ...both(left, right),
      same: isOrdinary(question, theirs) ? isSameQuantity(left, right) : theirs.compare === 0,
    }),
  };
  if (JSON.stringify(expected) === JSON.stringify(ours)) return undefined;
  return `upstream ${JSON.stringify(expected)}, ours ${JSON.stringify(ours)}: ${JSON.stringify(question)}`;
}

/** Where the model may differ from upstream, see the standing differences: texts of no digits, and more than an int64. */
function isOrdinary({ left, right }: QuantityQuestion, theirs: QuantityAnswer): boolean {
  const small = ({ approximate }: QuantityReading) => Math.abs(Number(approximate)) < 2 ** 63;
  return (
    startsWithNumber.test(left) && startsWithNumber.test(right) && small(theirs.left) && small(theirs.right)
  );
}

const startsWithNumber = /^[+-]?\.?\d/;

function summary({ error, sign, integer, approximate }: QuantityReading): object {
  if (error !== undefined) return { valid: false };
  return { valid: true, sign, integer: integer ?? null, approximate: Number(approximate) };
}

/** Upstream's number where ours differs from it by the last digit alone: one of the standing differences. */
function nearest(ours: number, theirs: number): number {
  return Math.abs(ours - theirs) <= 4 * Number.EPSILON * Math.abs(theirs) ? theirs : ours;
}

function read(text: string, theirs: QuantityReading): object {
  const given = { a: text, b: text };
  if (plain(programs.valid, given) !== true) return { valid: false };
  return {
    valid: true,
    sign: Number(plain(programs.sign, given)),
    integer: plain(programs.isInteger, given) === true ? plain(programs.integer, given) : null,
    approximate: nearest(Number(plain(programs.approximate, given)), Number(theirs.approximate)),
  };
}

function both(left: string, right: string): object {
  const given = { a: left, b: right };
  try {
    return {
      compare: Number(plain(programs.compare, given)),
      sumSign: Number(plain(programs.sumSign, given)),
      sumIsInteger: plain(programs.sumIsInteger, given),
      differenceSign: Number(plain(programs.differenceSign, given)),
      differenceIsInteger: plain(programs.differenceIsInteger, given),
    };
  } catch (error) {
    if (error instanceof CelError) return { error: error.message };
    throw error;
  }
}
