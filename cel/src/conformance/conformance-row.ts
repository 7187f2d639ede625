import { tests } from '@bufbuild/cel-spec/testdata/conformance.js';
import type { SerializedIncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js';

/** A row of the cel-spec conformance tests, as JSON. */
export interface ConformanceRow {
  /** `suite/section/name`, unique together with the expression. */
  name: string;
  expression: string;
  container: string;
  variables: readonly { name: string; type: unknown }[];
  functions: readonly { name: string; overloads: readonly JsonOverload[] }[];
  bindings: Readonly<Record<string, unknown>>;
  /** The expected value in the JSON form of `cel.expr.Value`; undefined when an error is expected. */
  value: unknown;
  expectsError: boolean;
  disableCheck: boolean;
  checkOnly: boolean;
  /** The type cel-go's checker deduces, printed. */
  type: string | undefined;
}

/** An overload a row declares. */
export interface JsonOverload {
  overloadId: string;
  params?: unknown[];
  resultType: unknown;
  isInstanceFunction?: boolean;
}

interface OriginalTest {
  name: string;
  expr: string;
  container?: string;
  typeEnv?: { name: string; ident?: { type: unknown }; function?: { overloads: JsonOverload[] } }[];
  bindings?: Record<string, { value: unknown }>;
  value?: unknown;
  typedResult?: { result?: unknown };
  evalError?: unknown;
  disableCheck?: boolean;
  checkOnly?: boolean;
}

/** Whole suites about protobuf messages, or about the optimizer's `cel.block`. */
const excludedSuites: ReadonlySet<string> = new Set([
  'proto2',
  'proto3',
  'proto2_ext',
  'enums',
  'block_ext',
  'wrappers',
]);

/** Message types, and well-known types built or unpacked as messages. */
const messagePattern =
  /TestAllTypes|NestedTestAllTypes|google\.protobuf\.(?!Timestamp\b|Duration\b)|\b(?:Any|Struct|Value|ListValue|NullValue|\w+Value|FieldMask|Empty|Timestamp|Duration)\s*\{|proto[23]|@type|objectValue|enumValue|messageType|wellKnown":"ANY|"wrapper"/;

function usesMessages(suite: string, original: OriginalTest): boolean {
  const { expr, container, typeEnv, bindings, value, typedResult } = original;
  const data = JSON.stringify({ container, typeEnv, bindings, value, typedResult });
  const withoutTimes = data.replaceAll(
    /\{"@type":"type\.googleapis\.com\/google\.protobuf\.(?:Timestamp|Duration)"/g,
    '{',
  );
  return (
    excludedSuites.has(suite) ||
    messagePattern.test(expr) ||
    messagePattern.test(withoutTimes.replaceAll('objectValue', ''))
  );
}

function collect(suite: SerializedIncrementalTestSuite, path: readonly string[]): ConformanceRow[] {
  const rows: ConformanceRow[] = [];
  for (const test of suite.tests ?? []) {
    const original = test.original as unknown as OriginalTest;
    if (usesMessages(path[0] ?? '', original)) continue;
    rows.push({
      name: [...path, original.name].join('/'),
      expression: original.expr,
      container: original.container ?? '',
      variables: (original.typeEnv ?? []).flatMap(({ name, ident }) =>
        ident === undefined ? [] : [{ name, type: ident.type }],
      ),
      functions: (original.typeEnv ?? []).flatMap((entry) =>
        entry.function === undefined ? [] : [{ name: entry.name, overloads: entry.function.overloads }],
      ),
      bindings: Object.fromEntries(
        Object.entries(original.bindings ?? {}).map(([name, { value }]) => [name, value]),
      ),
      value: original.value ?? original.typedResult?.result ?? { boolValue: true },
      expectsError: original.evalError !== undefined,
      disableCheck: original.disableCheck === true,
      checkOnly: original.checkOnly === true,
      type: test.type,
    });
  }
  for (const inner of suite.suites ?? []) rows.push(...collect(inner, [...path, inner.name]));
  return rows;
}

/** All rows without protobuf messages and `cel.block`. */
export const conformanceRows: readonly ConformanceRow[] = collect(tests, []);
