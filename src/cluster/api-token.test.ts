import { describe, expect, test } from 'vitest';
import { getsApiToken } from './api-token.ts';

const projected = (audience?: string) => ({
  automountServiceAccountToken: false,
  volumes: [
    {
      name: 'token',
      projected: {
        sources: [{ serviceAccountToken: { path: 'token', ...(audience !== undefined && { audience }) } }],
      },
    },
  ],
});

describe('who gets a token that the API server takes', () => {
  test('everybody who does not opt out, and the pod goes before its account', () => {
    expect(getsApiToken({}, undefined)).toBe(true);
    expect(getsApiToken({}, { automountServiceAccountToken: false })).toBe(false);
    expect(
      getsApiToken({ automountServiceAccountToken: true }, { automountServiceAccountToken: false }),
    ).toBe(true);
    expect(getsApiToken({ automountServiceAccountToken: false }, undefined)).toBe(false);
  });

  test('a projected token for the API server counts', () => {
    expect(getsApiToken(projected(), undefined)).toBe(true);
    expect(getsApiToken(projected('https://kubernetes.default.svc'), undefined)).toBe(true);
    expect(getsApiToken(projected('https://oidc.eks.eu-west-1.amazonaws.com/id/A1'), undefined)).toBe(true);
  });

  test.each(['sts.amazonaws.com', 'api://AzureADTokenExchange', 'vault', 'shop.svc.id.goog'])(
    'a token for %s does not: the API server refuses it',
    (audience) => {
      expect(getsApiToken(projected(audience), undefined)).toBe(false);
    },
  );
});
