import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeboxBinary, startTestCluster, type TestCluster } from '../../../testkit/index.ts';
import type { FieldPath, KubernetesObject } from '../object.ts';
import { typeOfKind } from './kind-types.ts';
import { publishedTypes } from './published-types.ts';
import { checkTypes, type StructuralType } from './structural-type.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const questions = Number(process.env['TYPE_QUESTIONS'] ?? 600);
const available = (await kubeboxBinary()) !== undefined;

interface Served {
  readonly apiVersion: string;
  readonly kind: string;
  /** To POST to. */
  readonly path: string;
}

interface Resources {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

/** Values that a YAML file holds; whether one fits depends on where it stands. */
const values: readonly unknown[] = [
  'x',
  '8080',
  'true',
  '',
  '{{ .Values.x }}',
  '100m',
  '1.5Gi',
  '1e3',
  'aGVsbG8=',
  '2026-01-31T08:00:00.000000Z',
  '2026-01-31',
  5,
  0,
  -1,
  1.5,
  3_000_000_000,
  true,
  false,
  null,
  [],
  ['x'],
  [5],
  [{}],
  [null],
  {},
  { a: 'x' },
  { a: null },
  { a: 5 },
  { name: 'x' },
];

/** An object with one value, whatever it is, at a place that the choices lead to. */
function placed(type: StructuralType, choices: readonly number[], at: number): unknown {
  const choice = choices[at] ?? 0;
  const value = values[choice % values.length];
  const isLast = at >= choices.length - 1 || choice % 7 === 0;
  if (isLast) return value;
  switch (type.form) {
    case 'struct': {
      const fields = [...type.fields].filter(([field]) => field !== 'managedFields');
      const [field, child] = fields[choice % Math.max(fields.length, 1)] ?? [];
      return field === undefined || child === undefined ? {} : { [field]: placed(child, choices, at + 1) };
    }
    case 'list':
      return [placed(type.of, choices, at + 1)];
    case 'map':
      return { key: placed(type.of, choices, at + 1) };
    default:
      return value;
  }
}

// What an API server refuses to decode, and nothing else: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
describe.skipIf(!available)('types as an API server decodes them', () => {
  let cluster: TestCluster;
  let served: readonly Served[];
  beforeAll(async () => {
    cluster = await startTestCluster();
    served = await creatable(cluster);
  }, 900_000);
  afterAll(() => cluster?.stop());

  test(`${questions} objects are refused there exactly where a type is wrong here (FUZZ_SEED=${seed})`, async () => {
    expect(served.length).toBeGreaterThan(50);
    const arbitrary = fc.tuple(fc.nat(), fc.array(fc.nat(), { minLength: 2, maxLength: 12 }));
    const differing: unknown[] = [];
    const tally = { refused: 0, decoded: 0, dropped: 0 };
    for (const [which, choices] of fc.sample(arbitrary, { numRuns: questions, seed })) {
      const { apiVersion, kind, path } = served[which % served.length] as Served;
      const type = typeOfKind(apiVersion, kind);
      const fields = placed(type, choices, 0);
      const object = {
        ...(typeof fields === 'object' ? fields : {}),
        apiVersion,
        kind,
      } as KubernetesObject;
      const body = 'metadata' in object ? object : { ...(object as object), metadata: { name: 'x' } };
      const answer = await cluster.request('POST', `${path}?dryRun=All`, body);
      const refusal = decodingError(answer);
      const { wrong, unknown } = checkTypes(body, type);
      const here = wrong.map(({ path: at, expected }) => `${at.join('.')}: ${expected}`);
      tally[refusal === undefined ? 'decoded' : 'refused']++;
      if ((refusal !== undefined) !== here.length > 0)
        differing.push({ body: JSON.stringify(body), refusal, here });
      if (refusal !== undefined || here.length > 0) continue;
      const strict = await cluster.request('POST', `${path}?dryRun=All&fieldValidation=Strict`, body);
      const dropped = unknown.map(({ path: at }) => serverPath(at)).sort();
      if (dropped.length > 0) tally.dropped++;
      const there = fieldsNamedBy(decodingError(strict));
      if (there.join() !== dropped.join()) differing.push({ body: JSON.stringify(body), there, dropped });
    }
    expect(differing).toEqual([]);
    expect(tally.refused).toBeGreaterThan(questions / 10);
    expect(tally.decoded).toBeGreaterThan(questions / 10);
    expect(tally.dropped).toBeGreaterThan(questions / 100);
  }, 300_000);
});

/** 400 is for what cannot be decoded; what is decoded and not valid gets 422. */
function decodingError({ status, body }: { readonly status: number; readonly body: unknown }) {
  const { message } = body as { message?: string };
  const isOfName = /name must be provided|does not match|namespace of the (?:provided )?object/.test(
    message ?? '',
  );
  return status === 400 && !isOfName ? message : undefined;
}

/** `strict decoding error: unknown field "spec.a", unknown field "spec.b"` */
function fieldsNamedBy(message = ''): string[] {
  return [...message.matchAll(/unknown field "([^"]*)"/g)].map(([, field = '']) => field).sort();
}

/** `spec.containers[0].a` */
function serverPath(path: FieldPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}

async function creatable(cluster: TestCluster): Promise<Served[]> {
  const found: Served[] = [];
  const apiVersions = new Set(
    Object.keys(publishedTypes.kinds).map((key) => key.slice(0, key.lastIndexOf('/')).replace(/^\//, '')),
  );
  for (const apiVersion of [...apiVersions].sort()) {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { status, body } = await cluster.request('GET', root);
    if (status !== 200) continue;
    for (const { name, kind, namespaced, verbs } of (body as Resources).resources) {
      // Reviews are questions: what is missing in one is refused as if it could not be decoded.
      if (name.includes('/') || kind.endsWith('Review') || !verbs.includes('create')) continue;
      found.push({ apiVersion, kind, path: `${root}/${namespaced ? 'namespaces/default/' : ''}${name}` });
    }
  }
  return found;
}
