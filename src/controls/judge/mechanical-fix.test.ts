import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deployment, judged, privileged, sound, weak } from '../../../testkit/world/judged-world.ts';

const control = readFileSync(
  new URL('../../../catalog/controls/privilege-escalation-allowed.yaml', import.meta.url),
  'utf8',
).replace(/^mappings:\n(?: {2}.*\n)+/m, '');

const fixOf = (container: object) =>
  judged([control], [deployment({ containers: [{ ...sound, ...container }] })]).results[0]?.fix;

const ports = [{ containerPort: 80 }];
const drop = ['ALL'];

// https://docs.kernel.org/userspace-api/no_new_privs.html
test.each([
  [{}, true],
  [{ ports: [{ containerPort: 8080 }] }, true],
  [{ ports }, false],
  [{ ports, securityContext: { capabilities: { drop } } }, true],
  [{ securityContext: { capabilities: { drop, add: ['NET_BIND_SERVICE'] } } }, false],
  [{ securityContext: { allowPrivilegeEscalation: true, capabilities: { drop } } }, false],
])(
  'allowPrivilegeEscalation: false is mechanical unless the manifest shows a need: %j',
  (container, mechanical) => {
    expect(fixOf(container)).toMatchObject({ mechanical });
  },
);

test('the API server refuses it for privileged containers and SYS_ADMIN, so it is not offered', () => {
  expect(fixOf({ securityContext: { privileged: true } })).toBeUndefined();
  expect(fixOf({ securityContext: { capabilities: { add: ['CAP_SYS_ADMIN'] } } })).toBeUndefined();
});

test('a condition that cannot be evaluated makes nothing mechanical', () => {
  const odd = privileged.replace(
    'null}}',
    'null}, mechanical: container.securityContext.privileged == object.absent.field}',
  );
  const [result] = judged([odd], [deployment({ containers: [weak] })]).results;
  expect(result?.fix).toMatchObject({ mechanical: false });
});
