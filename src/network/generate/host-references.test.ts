import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostsIn, namesHost, portNameBeside, portOfReference, serviceNamesOf } from './host-references.ts';

describe('hosts in settings', () => {
  test.each([
    ['http://orders.fulfilment:8080/v1', [{ scheme: 'http', host: 'orders.fulfilment', port: 8080 }]],
    [
      'postgres://app:pw@db.data:5432/shop?sslmode=require',
      [{ scheme: 'postgres', host: 'db.data', port: 5432 }],
    ],
    [
      'kafka-0.kafka:9092,kafka-1.kafka:9092',
      [
        { host: 'kafka-0.kafka', port: 9092 },
        { host: 'kafka-1.kafka', port: 9092 },
      ],
    ],
    ['--upstream=https://API.example.com', [{ scheme: 'https', host: 'api.example.com' }]],
    ['10.0.0.1:443', [{ host: '10.0.0.1', port: 443 }]],
    ['postgres://203.0.113.9:5432/x', [{ scheme: 'postgres', host: '203.0.113.9', port: 5432 }]],
    [
      'http://[2001:db8::9]:80/,ldap://u@[fd00::1]',
      [
        { scheme: 'http', host: '2001:db8::9', port: 80 },
        { scheme: 'ldap', host: 'fd00::1' },
      ],
    ],
    ['0@kafka-0.kafka:9093', [{ host: 'kafka-0.kafka', port: 9093 }]],
    ['10.0.0.1', []],
    ['1.2.3:80', []],
    ['[ab]:1', []],
    ['true', []],
    ['web', []],
    ['web:99999', []],
  ])('%s', (text, found) => {
    expect(hostsIn(text, false)).toEqual(found);
  });

  test('a bare name is a host where its setting says so', () => {
    expect(hostsIn('redis', true)).toEqual([{ host: 'redis' }]);
    for (const name of ['REDIS_HOST', 'orders.url', 'kafkaBrokers', 'OIDC_ENDPOINT', 'DB_ADDR'])
      expect(namesHost(name), name).toBe(true);
    for (const name of ['LOG_LEVEL', 'HOSTED', 'CURL', 'mode']) expect(namesHost(name), name).toBe(false);
  });

  test('the port of a host may stand in a setting beside it', () => {
    expect(['SMTP_HOST', 'dbHost', 'db.hostname', 'HOST', 'DATABASE_URL'].map(portNameBeside)).toEqual([
      'SMTP_PORT',
      'dbPort',
      'db.port',
      'PORT',
      undefined,
    ]);
  });

  test('a scheme stands for its port unless one is said', () => {
    expect(portOfReference({ host: 'a', scheme: 'https' })).toBe(443);
    expect(portOfReference({ host: 'a', scheme: 'https', port: 8443 })).toBe(8443);
    expect(portOfReference({ host: 'a', scheme: 'gopher' })).toBeUndefined();
  });

  test('names of Services are read as the DNS of the cluster does', () => {
    expect(serviceNamesOf('db', 'shop')).toEqual([{ namespace: 'shop', name: 'db' }]);
    expect(serviceNamesOf('db.data', 'shop')).toEqual([
      { namespace: 'data', name: 'db' },
      { namespace: 'shop', name: 'data' },
    ]);
    expect(serviceNamesOf('db-0.db.data.svc.cluster.local', 'shop')).toEqual([
      { namespace: 'data', name: 'db' },
    ]);
    expect(serviceNamesOf('db.data.svc', 'shop')).toEqual([{ namespace: 'data', name: 'db' }]);
  });

  test('no text makes it throw or give a port that there is not', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.boolean(), (text, bare) => {
        for (const { host, port = 1 } of hostsIn(text, bare)) {
          expect(host).toMatch(/^[a-z0-9:][a-z0-9.:-]*$/);
          expect(port >= 1 && port <= 65_535).toBe(true);
        }
      }),
    );
  });
});
