import { expect, test } from 'vitest';
import { kubernetesVersion } from './kubernetes-version.ts';

test.each(['1.25', 'v1.31.4', '1.37', 'v1.37.2-eks-1'])('%s is a version that is known', (text) => {
  expect(kubernetesVersion({ kubernetesVersion: text })).toMatchObject({ major: 1, assumed: false });
});

test('no version is no mistake', () => {
  expect(kubernetesVersion({})).toBeUndefined();
});

// Rules of other versions are not known, so a verdict for them would be made up
test.each([
  ['1.24', /1\.24 is older than .* 1\.25 to 1\.37/, /--kubernetes-version 1\.25/],
  ['1.38', /1\.38 is newer than .* 1\.25 to 1\.37/, /--kubernetes-version 1\.37/],
  ['2.30', /2\.30 is newer/, /--kubernetes-version 1\.37/],
  ['0.9', /0\.9 is older/, /--kubernetes-version 1\.25/],
  ['latest', /"latest" is no Kubernetes version/, /1\.25 to 1\.37 are known/],
])('%s is an error that names the range and the nearest', (text, message, hint) => {
  expect(() => kubernetesVersion({ kubernetesVersion: text })).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    }) as Error,
  );
});
