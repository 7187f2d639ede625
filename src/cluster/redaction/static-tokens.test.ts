import { describe, expect, it } from 'vitest';
import { findCredentials } from './find-credentials.ts';

function hidden(name: string, text: string): string[] {
  return findCredentials(text, name).map(({ start, end }) => text.slice(start, end));
}

// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file
describe('a static token file', () => {
  it.each(['tokens.csv', 'known_tokens.csv', 'static-tokens', 'token-auth-file', 'token.csv'])(
    'gives its tokens away as %s',
    (name) => {
      const text = '31ada4fd-adec-460c-809a-9e56ceb75269,alice,1001,"system:masters"\nplainwords,bob,1002\n';
      expect(hidden(name, text)).toEqual(['31ada4fd-adec-460c-809a-9e56ceb75269', 'plainwords']);
    },
  );

  it('gives its tokens away after the same text was searched under another name', () => {
    const text = 'abcdef0123456789,carol,1003\n';
    expect(hidden('list', text)).toEqual([]);
    expect(hidden('tokens.csv', text)).toEqual(['abcdef0123456789']);
  });

  it('gives its tokens away by its groups, whatever its name', () => {
    expect(hidden('auth.conf', 'abcdef0123456789,carol,1003,"dev,system:masters"\n')).toEqual([
      'abcdef0123456789',
    ]);
  });

  it.each([
    ['users.csv', 'nameoffield,id,group\nalice-smith,1001,"admins"\n'],
    ['tokens.csv', 'token,user,uid,"group"\n'],
    ['tokens.csv', `\${TOKEN_OF_ALICE},alice,1001\n`],
    ['max_tokens', '1000,2000,3000\n'],
  ])('is not %s with %j', (name, text) => {
    expect(hidden(name, text)).toEqual([]);
  });
});

// https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
describe('headers of an exporter', () => {
  it.each([
    ['api-key=abcdEFGH1234ijkl5678,x-scope=shop', 'abcdEFGH1234ijkl5678'],
    ['x-honeycomb-team=hZ8kQ2m4Xv7Lp1Rt9WyB3c', 'hZ8kQ2m4Xv7Lp1Rt9WyB3c'],
    ['x-honeycomb-team=hZ8kQ2m4Xv7Lp1Rt9WyB3c,x-honeycomb-dataset=shop', 'hZ8kQ2m4Xv7Lp1Rt9WyB3c'],
    ['authorization=Basic%20dXNlcjpzM2NyM3RwYXNz', 'dXNlcjpzM2NyM3RwYXNz'],
  ])('hide their keys: %s', (text, secret) => {
    const left = findCredentials(text, 'OTEL_EXPORTER_OTLP_HEADERS').reduceRight(
      (rest, { start, end }) => rest.slice(0, start) + rest.slice(end),
      text,
    );
    expect(left).not.toContain(secret);
  });

  it('keep what is none', () => {
    expect(hidden('OTEL_EXPORTER_OTLP_HEADERS', 'x-scope-orgid=shop,x-tenant=payments')).toEqual([]);
  });
});

describe('words that sign', () => {
  it.each([
    ['JWT_SECRET', 'my-jwt-secret'],
    ['SESSION_SECRET', 'supersecretsession'],
    ['DJANGO_SECRET_KEY', 'super-secret-key'],
    ['SECRET_KEY_BASE', 'not-so-secret'],
  ])('are hidden, and no finding: %s=%s', (name, value) => {
    expect(findCredentials(value, name)).toMatchObject([
      { start: 0, end: value.length, detector: 'possible-chosen-value' },
    ]);
  });

  it.each([
    ['TLS_SECRET', 'shop-tls'],
    ['secret', 'my-jwt-secret'],
    ['JWT_SECRET', '$(JWT)'],
    ['JWT_SECRET', 'optional'],
    ['JWT_SECRET_NAME', 'my-jwt-secret'],
  ])('are not %s=%s', (name, value) => {
    expect(findCredentials(value, name)).toEqual([]);
  });
});
