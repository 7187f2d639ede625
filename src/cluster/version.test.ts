import { expect, test } from 'vitest';
import {
  compareMinor,
  type KubernetesVersion,
  newestKnownVersion,
  parseKubernetesVersion,
} from './version.ts';

test.each([
  ['v1.35.2-eks-3025e55', 1, 35, 'v1.35.2-eks-3025e55'],
  ['v1.34.1-gke.1829001', 1, 34, 'v1.34.1-gke.1829001'],
  ['v1.33.4+k3s1', 1, 33, 'v1.33.4+k3s1'],
  ['1.36', 1, 36, 'v1.36'],
  ['v1.38.0-rc.1', 1, 38, 'v1.38.0-rc.1'],
  ['1.30+', 1, 30, 'v1.30+'],
])('%s is read as the server means it', (text, major, minor, gitVersion) => {
  expect(parseKubernetesVersion(text)).toEqual({ major, minor, gitVersion, assumed: false });
});

test.each(['', 'latest', 'v1', '1.x', 'v1.2.3 extra', '-1.3'])(
  '%j is no version, and none is guessed',
  (text) => {
    expect(parseKubernetesVersion(text)).toBeUndefined();
  },
);

function of(text: string): KubernetesVersion {
  return parseKubernetesVersion(text) ?? newestKnownVersion;
}

test('minors compare as numbers, patches do not count', () => {
  expect(compareMinor(of('1.9'), of('1.10'))).toBeLessThan(0);
  expect(compareMinor(of('v1.35.9'), of('v1.35.0-eks-1'))).toBe(0);
  expect(compareMinor(newestKnownVersion, of('1.36'))).toBeGreaterThan(0);
});
