import { describe, expect, it } from 'vitest';
import { formatRedacted } from '../../cluster/index.ts';
import { evidenceText, valueText, withoutMarkers } from './evidence-value.ts';

const marker = formatRedacted({ detector: 'github-token', hash: '6f1c0c1bd2a9', length: 40 });
const told = '(redacted: github-token, 40 bytes)';

describe('a value in evidence', () => {
  it('is shown as JSON, and as not set when absent', () => {
    expect(valueText('["ALL"]')).toBe('["ALL"]');
    expect(valueText('"(x)"')).toBe('"(x)"');
    expect(valueText(undefined)).toBe('not set');
  });

  it('is told by detector and length when it is a credential, without its hash', () => {
    expect(valueText(JSON.stringify(marker))).toBe(told);
    expect(valueText(JSON.stringify({ name: 'TOKEN', value: marker }))).toBe(
      `{"name":"TOKEN","value":"${told}"}`,
    );
    expect(withoutMarkers(`https://user:${marker}@host`)).toBe(`https://user:${told}@host`);
  });

  it('is told as far as it goes when the value was shortened in the middle of it', () => {
    for (let end = 'plimsoll-redacted:'.length; end < marker.length; end++) {
      expect(withoutMarkers(`${marker.slice(0, end)}…`)).toMatch(/^\(redacted: [a-z-]+(, \d+ bytes)?\)$/);
    }
  });

  it('names the object when that is not the subject', () => {
    const object = { group: '', kind: 'Pod', namespace: 'shop', name: 'api-0' };
    expect(evidenceText({ object, path: 'spec.hostPID', value: 'true', expected: 'false' })).toBe(
      'spec.hostPID of Pod shop/api-0 is true, expected false',
    );
  });
});
