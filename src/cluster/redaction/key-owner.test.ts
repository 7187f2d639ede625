import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDoor } from '../door.ts';
import { keyOwnersAnnotation } from './key-owner.ts';

const door = createDoor({ key: Buffer.alloc(32, 7), keyId: 'test' });
const encode = (text: string): string => Buffer.from(text).toString('base64');
const address = 'loader@shop-recs.iam.gserviceaccount.com';
const client = '0f6de1a0-7d3c-4f0b-8a5e-1b0c5d1e1004';
const tenant = '5b0c8f5e-3f43-4a3c-9a2e-8d6f2f1c7b10';
const canary = 'c4nary-Zq81-Vx02';
const pem = `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----\n`;
/** As `gcloud iam service-accounts keys create` writes it. https://cloud.google.com/iam/docs/keys-create-delete */
const googleKey = {
  type: 'service_account',
  project_id: 'shop-recs',
  private_key_id: canary,
  private_key: pem,
  client_email: address,
  client_id: '1234',
};

function admitted(fields: Record<string, unknown>, annotations?: Record<string, string>) {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', ...(annotations !== undefined && { annotations }) },
    ...fields,
  };
  const { object } = door.admit(secret);
  return { object, told: object?.metadata.annotations?.[keyOwnersAnnotation], text: JSON.stringify(object) };
}

const inData = (values: Record<string, string>) => ({
  data: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, encode(value)])),
});

describe('whom a key in a Secret signs in as', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a key file of Google', inData({ 'key.json': JSON.stringify(googleKey) }), `google ${address}`],
    [
      'the same as stringData',
      { stringData: { key: JSON.stringify(googleKey, null, 2) } },
      `google ${address}`,
    ],
    [
      "variables of Azure's libraries",
      inData({ AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: canary }),
      `azure ${client}`,
    ],
    [
      'an OpenID client that names its tenant',
      inData({ 'client-id': client, 'client-secret': canary, 'tenant-id': tenant }),
      `azure ${client}`,
    ],
    [
      'azure.json',
      inData({ 'azure.json': JSON.stringify({ aadClientId: client, aadClientSecret: canary }) }),
      `azure ${client}`,
    ],
  ])('%s', (_title, fields, expected) => {
    const { told, text } = admitted(fields);
    expect(told).toBe(expected);
    expect(text).not.toContain(canary);
  });

  test.each<[string, Record<string, unknown>]>([
    [
      'a configuration that trades tokens',
      inData({ k: JSON.stringify({ ...googleKey, type: 'external_account' }) }),
    ],
    ['a file without its key', inData({ k: JSON.stringify({ ...googleKey, private_key: undefined }) })],
    ['an address of another form', inData({ k: JSON.stringify({ ...googleKey, client_email: canary }) })],
    ['a client of another provider', inData({ client_id: client, client_secret: canary })],
    ['a client id alone', inData({ AZURE_CLIENT_ID: client })],
    ['a client id of another form', inData({ AZURE_CLIENT_ID: canary, AZURE_CLIENT_SECRET: canary })],
    ['a broken file', inData({ k: JSON.stringify(googleKey).slice(0, -2) })],
    ['keys of AWS, which name nobody', inData({ aws_access_key_id: 'AKIA', aws_secret_access_key: canary })],
  ])('%s says nobody', (_title, fields) => {
    const { told, text } = admitted(fields);
    expect(told).toBeUndefined();
    expect(text).not.toContain(canary);
  });

  test('is kept by an object that was admitted before, and nobody claims it', () => {
    const { object } = admitted(inData({ k: JSON.stringify(googleKey) }));
    const again = createDoor({ key: Buffer.alloc(32, 7), keyId: 'test' }, { admittedBefore: true });
    expect(again.admit(object).object).toEqual(object);
    const claim = { [keyOwnersAnnotation]: `google ${address}` };
    expect(admitted({}, claim).told).toBeUndefined();
    expect(admitted(inData({ a: 'b' }), claim).told).toBeUndefined();
    const taken = { data: object?.['data'] };
    expect(admitted(taken, { [keyOwnersAnnotation]: `google ${canary}` }).text).not.toContain(canary);
    expect(admitted(taken, { [keyOwnersAnnotation]: `google ${address} ${canary}` }).told).toBeUndefined();
  });

  // Whatever is in a Secret: of its values nothing but an address or a client id may be left.
  test('is all that is left of the values', () => {
    const names = fc.constantFrom(
      'AZURE_CLIENT_ID',
      'AZURE_CLIENT_SECRET',
      'clientId',
      'clientSecret',
      'tenantId',
      'k',
    );
    const texts = fc.oneof(
      fc.string({ minLength: 8 }),
      fc.uuid(),
      fc
        .record({
          type: fc.constantFrom('service_account', 'x'),
          private_key: fc.constant(pem),
          client_email: fc.oneof(fc.constant(address), fc.string({ minLength: 8 })),
        })
        .map((file) => JSON.stringify(file)),
    );
    fc.assert(
      fc.property(fc.dictionary(names, texts), (values) => {
        const { told = '' } = admitted(inData(values));
        for (const part of told.split(',').filter((each) => each !== ''))
          expect(part).toMatch(/^(google loader@shop-recs\.iam\.gserviceaccount\.com|azure [0-9a-f-]{36})$/);
      }),
    );
  });
});
