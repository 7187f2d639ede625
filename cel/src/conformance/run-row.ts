import { CelError } from '../cel-error.ts';
import { formatType, types } from '../cel-type.ts';
import type { Library } from '../declaration.ts';
import { isEqual } from '../values/equality.ts';
import { isDouble, numberKind } from '../values/numbers.ts';
import { toPlain } from '../values/plain.ts';
import { typeNameOf } from '../values/value-type.ts';
import { conformanceEnvironment } from './conformance-environment.ts';
import type { ConformanceRow, JsonOverload } from './conformance-row.ts';
import { checkerType, engineValue } from './conformance-value.ts';

/** The same value of the same type; NaN is NaN here. */
function isSame(found: unknown, expected: unknown): boolean {
  if (numberKind(found) !== numberKind(expected)) return false;
  if (isDouble(found) && Number.isNaN(toPlain(found))) return Number.isNaN(toPlain(expected));
  if (Array.isArray(found) && Array.isArray(expected)) {
    return (
      found.length === expected.length && found.every((element, index) => isSame(element, expected[index]))
    );
  }
  return typeNameOf(found) === typeNameOf(expected) && isEqual(found, expected);
}

function print(value: unknown): string {
  return `${typeNameOf(value)} ${JSON.stringify(toPlain(value))}`;
}

/** Functions a row declares for the checker; they are never called. */
function declaredFunctions(row: ConformanceRow): Library {
  return row.functions.flatMap(({ name, overloads }) =>
    overloads.map((overload) => ({
      id: overload.overloadId,
      name,
      member: overload.isInstanceFunction === true,
      parameters: (overload.params ?? []).map(checkerType),
      result: checkerType(overload.resultType),
      typeParameters: typeParametersOf(overload),
      implementation: () => null,
    })),
  );
}

function typeParametersOf(overload: JsonOverload): string[] {
  const found = JSON.stringify(overload).matchAll(/"typeParam":"(\w+)"/g);
  return [...new Set(Array.from(found, ([, name = '']) => name))];
}

/** Runs a row; returns what is wrong, or undefined. */
export function runRow(row: ConformanceRow): string | undefined {
  const declared = row.variables.map(({ name, type }) => [name, checkerType(type)] as const);
  const bound = Object.keys(row.bindings).map((name) => [name, types.dyn] as const);
  const variables = Object.fromEntries([...bound, ...declared]);
  const activation = Object.fromEntries(
    Object.entries(row.bindings).map(([name, value]) => [name, engineValue(value)]),
  );
  try {
    const environment = conformanceEnvironment(variables, row.container, declaredFunctions(row));
    const program = environment.compile(row.expression, { unchecked: row.disableCheck });
    if (row.type !== undefined && !row.disableCheck && !row.expectsError) {
      const type = formatType(program.resultType);
      if (type !== row.type) return `type ${type}, expected ${row.type}`;
    }
    if (row.checkOnly) return undefined;
    const value = program.evaluate(activation, { costLimit: Infinity });
    if (row.expectsError) return `${print(value)}, expected an error`;
    const expected = engineValue(row.value);
    return isSame(value, expected) ? undefined : `${print(value)}, expected ${print(expected)}`;
  } catch (error) {
    if (!(error instanceof CelError)) return `crash: ${error instanceof Error ? error.stack : String(error)}`;
    return row.expectsError ? undefined : `${error.code}: ${error.message}`;
  }
}
