import { describe, expect, it } from 'vitest';
import { evidenceText, valueText } from './evidence-value.ts';

const marker = { masked: true, hash: 'k1:6f1c', length: 40, detector: 'github-token' };

describe('a value in evidence', () => {
  it('is shown as JSON, and as not set when absent', () => {
    expect(valueText('["ALL"]')).toBe('["ALL"]');
    expect(valueText(undefined)).toBe('not set');
  });

  it('is told by detector and length when it is a credential, without its hash', () => {
    expect(valueText(JSON.stringify(marker))).toBe('(redacted: github-token, 40 characters)');
    expect(valueText(JSON.stringify({ name: 'TOKEN', value: marker }))).toBe(
      '{"name":"TOKEN","value":"(redacted: github-token, 40 characters)"}',
    );
    expect(valueText('{"masked":tru')).toBe('(redacted)');
  });

  it('names the object when that is not the subject', () => {
    const object = { group: '', kind: 'Pod', namespace: 'shop', name: 'api-0' };
    expect(evidenceText({ object, path: 'spec.hostPID', value: 'true', expected: 'false' })).toBe(
      'spec.hostPID of Pod shop/api-0 is true, expected false',
    );
  });
});
