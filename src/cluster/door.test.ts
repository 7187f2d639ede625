import { expect, test } from 'vitest';
import { createDoor } from './door.ts';
import type { Origin } from './object.ts';
import { redactedPrefix } from './redaction/redacted.ts';

const door = createDoor({ key: Buffer.alloc(32, 7), keyId: 'test' });
const origin: Origin = {
  file: 'shop.yaml',
  line: 3,
  column: 1,
  locate: (path) => ({ file: 'shop.yaml', line: 3 + path.length, column: 5 }),
};
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'shop' } };

test.each([
  ['a list', [], 'object-not-a-map', 'this is a list'],
  ['null', null, 'object-not-a-map', 'this is null'],
  ['no kind', { ...pod, kind: undefined }, 'object-kind-missing', 'kind is missing'],
  [
    'numeric apiVersion',
    { ...pod, apiVersion: 1 },
    'object-field-type',
    'apiVersion must be a string, this is a number',
  ],
  ['no metadata', { ...pod, metadata: null }, 'object-metadata-missing', 'metadata is null'],
  ['no name', { ...pod, metadata: {} }, 'object-name-missing', 'metadata.name is missing'],
  ['numeric name', { ...pod, metadata: { name: 7 } }, 'object-field-type', 'metadata.name must be a string'],
  ['slash in name', { ...pod, metadata: { name: 'a/b' } }, 'object-name-invalid', 'metadata.name'],
  [
    'labels as list',
    { ...pod, metadata: { name: 'p', labels: ['a'] } },
    'object-field-type',
    'metadata.labels must be a map',
  ],
  [
    'numeric label',
    { ...pod, metadata: { name: 'p', labels: { 'app/version': 1.2 } } },
    'object-field-type',
    "metadata.labels['app/version'] must be a string, this is a number",
  ],
  [
    'owner without kind',
    { ...pod, metadata: { name: 'p', ownerReferences: [{ apiVersion: 'v1', name: 'x' }] } },
    'object-field-type',
    'metadata.ownerReferences[0].kind must be a string',
  ],
])('%s is a problem that says what and where, not a crash', (_case, raw, code, message) => {
  const { problem } = door.admit(raw, origin);
  expect(problem).toMatchObject({ code, file: 'shop.yaml', column: 5, severity: 'error' });
  expect(problem?.message).toContain(message);
});

test('nulls in metadata count as absent, as on the server', () => {
  const raw = {
    ...pod,
    metadata: { name: 'p', namespace: null, labels: null, annotations: null, ownerReferences: null },
  };
  expect(door.admit(raw).object?.metadata).toEqual({ name: 'p' });
});

test('managedFields are reduced to manager, operation and time', () => {
  const managedFields = [
    {
      manager: 'kubectl',
      operation: 'Apply',
      time: '2026-01-01T00:00:00Z',
      fieldsV1: { 'f:spec': {} },
      apiVersion: 'v1',
    },
    { manager: 7 },
    null,
  ];
  const { object } = door.admit({ ...pod, metadata: { name: 'p', managedFields } });
  expect(object?.metadata.managedFields).toEqual([
    { manager: 'kubectl', operation: 'Apply', time: '2026-01-01T00:00:00Z' },
  ]);
});

test('objects that leave their name to the server get one each', () => {
  const fresh = createDoor({ key: Buffer.alloc(32), keyId: 'test' });
  const raw = { apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'migrate-' } };
  expect([1, 2].map(() => fresh.admit(raw).object?.metadata.name)).toEqual(['migrate-*', 'migrate-*2']);
});

test('an object as deep as no object is gets refused, and does not overflow the stack', () => {
  let deep: unknown = 'x';
  for (let depth = 0; depth < 5000; depth += 1) deep = depth % 2 ? [deep] : { a: deep };
  expect(door.admit({ ...pod, spec: deep }, origin).problem?.code).toBe('object-too-deep');
});

test('what needs no redaction is shared with the input, and the input is never changed', () => {
  const spec = {
    containers: [{ name: 'c', image: 'i', env: [{ name: 'DB_PASSWORD', value: 'hunter2-Prod-99' }] }],
  };
  const status = { phase: 'Running' };
  const { object } = door.admit({ ...pod, spec, status });
  expect(object?.['status']).toBe(status);
  expect(spec.containers[0]?.env[0]?.value).toBe('hunter2-Prod-99');
  expect(JSON.stringify(object)).not.toContain('hunter2');
});

test('a field named __proto__ stays data', () => {
  const raw: unknown = JSON.parse(
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"__proto__":"x","password":"hunter2-Prod"}}',
  );
  const data = door.admit(raw).object?.['data'] as Record<string, string>;
  expect(Object.keys(data)).toEqual(['__proto__', 'password']);
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
});

function hash(text: string): string | undefined {
  return /:([0-9a-f]{12}):15"/.exec(text)?.[1];
}

test('equal values have equal hashes wherever they stand, and another key gives other hashes', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    data: { p: btoa('hunter2-Prod-99') },
  };
  const literal = {
    ...pod,
    spec: { containers: [{ env: [{ name: 'PASSWORD', value: 'hunter2-Prod-99' }] }] },
  };
  const inSecret = hash(JSON.stringify(door.admit(secret)));
  expect(inSecret).toBeDefined();
  expect(hash(JSON.stringify(door.admit(literal)))).toBe(inSecret);
  const other = createDoor({ key: Buffer.alloc(32, 8), keyId: 'other' });
  expect(hash(JSON.stringify(other.admit(secret)))).not.toBe(inSecret);
});

test('references to a Secret are no Secret: their names stay', () => {
  const raw = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'g' },
    spec: { listeners: [{ tls: { certificateRefs: [{ kind: 'Secret', name: 'shop-tls' }] } }] },
  };
  expect(JSON.stringify(door.admit(raw).object)).not.toContain(redactedPrefix);
});
