import { expect, test } from 'vitest';
import { deployment, head, judged, sound } from '../../../testkit/world/judged-world.ts';

/** Each has a variable of the same text, and reads it twice. */
const reading = (id: string, expression: string) => `${head(id)}appliesTo: pod-templates
subject: pod
policy:
  variables:
    - {name: names, expression: ${JSON.stringify(expression)}}
  validations:
    - {expression: 'variables.names.size() == 1', message: not one}
    - {expression: "variables.names != ['other']", message: other}
`;

const kinds = (controls: readonly string[], container: object) =>
  [...judged(controls, [deployment({ containers: [{ ...sound, ...container }] })]).counts].map(
    ([id, { pass, fail, unknown }]) => [id, pass, fail, unknown],
  );

test('what policies compute of one template alike is one value, or one error, for all of them', () => {
  const controls = ['one', 'two'].map((id) => reading(id, 'variables.containers.map(c, c.command[0])'));
  expect(kinds(controls, { command: ['run'] })).toEqual([
    ['one', 1, 0, 0],
    ['two', 1, 0, 0],
  ]);
  expect(kinds(controls, {})).toEqual([
    ['one', 0, 0, 1],
    ['two', 0, 0, 1],
  ]);
});

test('variables of the same text that read what differs between policies are not one value', () => {
  const controls = ['one', 'two'].map((id) =>
    reading(
      id,
      "variables.containers.map(c, c.name + variables.own).filter(text, text.endsWith('one'))",
    ).replace('variables:\n', `variables:\n    - {name: own, expression: "'-${id}'"}\n`),
  );
  expect(kinds(controls, {})).toEqual([
    ['one', 1, 0, 0],
    ['two', 0, 1, 0],
  ]);
});

test('each policy pays for what another has computed', () => {
  const expensive = 'variables.containers.map(c, c.args.map(a, c.args.map(b, a + b).size())[0])';
  const paying = (id: string, count: number) => `${head(id)}appliesTo: pod-templates
subject: pod
policy:
  variables:
${Array.from({ length: count }, (_, index) => `    - {name: v${index}, expression: "${expensive.replace('c,', `c${index}x,`).replaceAll(/\bc\./g, `c${index}x.`)}"}`).join('\n')}
  validations:
    - {expression: "${Array.from({ length: count }, (_, index) => `variables.v${index}.size() == 1`).join(' && ')} && true", message: never}
    - {expression: 'true', message: never}
`;
  const args = Array.from({ length: 230 }, (_, index) => String(index));
  const large = kinds([paying('large', 13)], { args });
  expect(large).toEqual([['large', 0, 0, 1]]);
  expect(kinds([paying('first', 3), paying('large', 13)], { args })).toEqual([['first', 1, 0, 0], ...large]);
});
