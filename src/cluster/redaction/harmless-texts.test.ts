import { describe, expect, it } from 'vitest';
import { findCredentials } from './find-credentials.ts';
import { isKnownHarmless, rememberHarmless } from './harmless-texts.ts';

describe('texts that were searched before', () => {
  it.each([
    ['summer25x', 'DB_PASSWORD'],
    ['k3jH8sPq2LmZ', 'API_TOKEN'],
    ['team/Xk2mPq9s@registry.example/a:1', 'image'],
  ])('are judged by the name of today, not by that of the first time: %s', (text, name) => {
    expect(findCredentials(text, 'LOG_LEVEL')).toEqual([]);
    expect(findCredentials(text, name)).toHaveLength(1);
    expect(findCredentials(text, 'LOG_LEVEL')).toEqual([]);
    expect(findCredentials(text, name)).toHaveLength(1);
  });

  it('are known only where nothing was found', () => {
    findCredentials('plain-value', 'LOG_LEVEL');
    findCredentials('https://example.test/?token=abcdefgh', 'URL');
    expect(isKnownHarmless('plain-value')).toBe(true);
    expect(isKnownHarmless('https://example.test/?token=abcdefgh')).toBe(false);
  });

  it('are forgotten in the end, and long ones are not kept', () => {
    rememberHarmless('kept for a while');
    rememberHarmless('x'.repeat(129));
    expect(isKnownHarmless('kept for a while')).toBe(true);
    expect(isKnownHarmless('x'.repeat(129))).toBe(false);
    for (let count = 0; count < 20_000; count++) rememberHarmless(`other-${count}`);
    expect(isKnownHarmless('kept for a while')).toBe(false);
  });
});
