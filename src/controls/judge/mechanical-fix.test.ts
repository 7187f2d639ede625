import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deployment, judged, privileged, sound, weak } from '../../../testkit/world/judged-world.ts';

const control = readFileSync(
  new URL('../../../catalog/controls/privilege-escalation-allowed.yaml', import.meta.url),
  'utf8',
).replace(/^mappings:\n(?: {2}.*\n)+/m, '');

const fixOf = (securityContext: object) =>
  judged([control], [deployment({ containers: [{ ...sound, securityContext }] })]).results[0]?.fix;

// https://docs.kernel.org/userspace-api/no_new_privs.html
test.each([
  [{ capabilities: { drop: ['ALL'] } }, true],
  [{}, false],
  [{ runAsNonRoot: true }, false],
  [{ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }, false],
  [{ capabilities: { drop: ['NET_RAW'] } }, false],
  [{ capabilities: { drop: ['ALL'] }, allowPrivilegeEscalation: true }, false],
])(
  'allowPrivilegeEscalation: false is mechanical only where there was nothing to gain: %j',
  (context, mechanical) => {
    expect(fixOf(context)).toMatchObject({ mechanical });
  },
);

test('the API server refuses it for privileged containers and SYS_ADMIN, so it is not offered', () => {
  expect(fixOf({ privileged: true })).toBeUndefined();
  expect(fixOf({ capabilities: { add: ['CAP_SYS_ADMIN'] } })).toBeUndefined();
});

test('a condition that cannot be evaluated makes nothing mechanical', () => {
  const odd = privileged.replace(
    'null}}',
    'null}, mechanical: container.securityContext.privileged == object.absent.field}',
  );
  const [result] = judged([odd], [deployment({ containers: [weak] })]).results;
  expect(result?.fix).toMatchObject({ mechanical: false });
});
