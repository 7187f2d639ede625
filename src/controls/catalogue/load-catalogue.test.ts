import { expect, test } from 'vitest';
import { documentsOf } from '../../../testkit/catalogue/read-catalogue.ts';
import { CatalogueError, type CatalogueProblem } from '../errors.ts';
import { loadCatalogue } from './load-catalogue.ts';

const control = `id: host-network
title: Host network
severity: high
area: runtime
refs: []
why: It sees the traffic of the node.
references: [https://kubernetes.io/docs/concepts/security/pod-security-standards/]
remediation: {summary: Remove hostNetwork.}
appliesTo: pod-templates
subject: pod
policy:
  validations:
    - expression: "!variables.podSpec.?hostNetwork.orValue(false)"
      message: no host network
`;

const cases = `- {name: unset, kind: good, podSpec: {containers: [{name: a, image: b}]}, expect: pass}
- {name: set, kind: bad, podSpec: {hostNetwork: true, containers: [{name: a, image: b}]}, expect: fail}
- {name: written out, kind: trap, why: present is not on, podSpec: {hostNetwork: false, containers: [{name: a, image: b}]}, expect: pass}
`;

const framework = `id: house
version: '1'
title: House rules
requirements: [{id: '1.1', title: no host network}]
`;

function load(texts: Record<string, string>, options = {}) {
  const all = { 'controls/host-network.yaml': control, 'controls/host-network.cases.yaml': cases, ...texts };
  return loadCatalogue(
    Object.entries(all).flatMap(([file, text]) => documentsOf(file, text)),
    options,
  );
}

function problemsOf(texts: Record<string, string>): readonly CatalogueProblem[] {
  try {
    load(texts);
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems;
    throw error;
  }
  return [];
}

function changed(from: string, to: string): Record<string, string> {
  expect(control).toContain(from);
  return { 'controls/host-network.yaml': control.replace(from, to) };
}

test('a sound catalogue loads, with its policy expanded', () => {
  const catalogue = load({});
  expect(catalogue.controls.map(({ id }) => id)).toEqual(['host-network']);
  expect(catalogue.control('host-network')?.policy?.matchConstraints?.resourceRules).toHaveLength(4);
  expect(catalogue.cases.get('host-network')).toHaveLength(3);
});

test('a CEL error is refused with file, line and caret', () => {
  const [problem] = problemsOf(changed('.orValue(false)', '.orValue(false'));
  expect(problem).toMatchObject({ code: 'catalogue-cel', file: 'controls/host-network.yaml', line: 13 });
  expect(problem?.message).toMatch(/\^/);
});

test.each([
  ['catalogue-shape', 'severity: high', 'severity: severe', 3],
  ['catalogue-shape', 'title: Host network', 'titel: Host network', 2],
  ['catalogue-id', 'id: host-network', 'id: hostnetwork', 1],
  ['catalogue-cel', 'variables.podSpec', 'variables.podspec', 13],
  ['catalogue-cel', 'variables.podSpec.?hostNetwork.orValue(false)', 'params.data.allow.size()', 13],
  ['catalogue-cel', '"!variables.podSpec.?hostNetwork.orValue(false)"', "'1 + 1'", 13],
  ['catalogue-policy', 'subject: pod', 'subject: object', 10],
  ['catalogue-policy', 'appliesTo: pod-templates\nsubject: pod\n', '', 9],
  ['catalogue-field', 'subject: pod\n', "subject: pod\nevidence: {field: 'a..b', expected: none}\n", 11],
  [
    'catalogue-mapping',
    'subject: pod\n',
    'subject: pod\nmappings: [{framework: house@2, requirement: x, provenance: upstream}]\n',
    11,
  ],
  ['catalogue-analysis', 'subject: pod\n', 'subject: pod\nanalysis: nobody-wrote-it\n', 11],
  [
    'catalogue-parameter',
    'subject: pod\n',
    'subject: pod\nparameters: [{name: most, type: integer, description: d, default: many}]\n',
    11,
  ],
])('%s is said with file and line', (code, from, to, line) => {
  const problems = problemsOf({ 'frameworks/house.yaml': framework, ...changed(from, to) });
  expect(problems).toContainEqual(
    expect.objectContaining({ code, line, file: 'controls/host-network.yaml' }),
  );
});

const messages = (text: string) =>
  problemsOf({ 'controls/host-network.cases.yaml': text }).map(({ message }) => message);
expect(messages(cases.split('\n').slice(0, 2).join('\n'))).toEqual([expect.stringContaining('no trap case')]);

test('good, bad and trap cases are needed, and a trap says what it is a trap for', () => {
  expect(messages(cases.replace('why: present is not on, ', ''))).toEqual([
    expect.stringContaining('is a trap'),
  ]);
});

test('a control without cases is refused where cases are used, and accepted where they are not', () => {
  const documents = documentsOf('controls/host-network.yaml', control);
  expect(() => loadCatalogue(documents)).toThrow(/has no cases/);
  expect(loadCatalogue(documents, { cases: false }).controls).toHaveLength(1);
});

test('skipBroken keeps what is whole and reports the rest', () => {
  const broken = control.replaceAll('host-network', 'other-network').replace('.orValue(false)', '.orValue(');
  const catalogue = load({ 'controls/other-network.yaml': broken }, { skipBroken: true });
  expect(catalogue.controls.map(({ id }) => id)).toEqual(['host-network']);
  expect(catalogue.problems.map(({ code }) => code)).toEqual(['catalogue-cel']);
});

test('a requirement knows its controls whichever side names the other', () => {
  const mapping =
    'subject: pod\nmappings: [{framework: house@1, requirement: "1.1", provenance: judgement}]\n';
  const fromControl = load({ 'frameworks/house.yaml': framework, ...changed('subject: pod\n', mapping) });
  expect(fromControl.frameworks[0]?.requirements[0]?.controls).toEqual(['host-network']);
  const listed = framework.replace("id: '1.1',", "id: '1.1', controls: [host-network],");
  const fromFramework = load({ 'frameworks/house.yaml': listed });
  expect(fromFramework.control('host-network')?.mappings).toEqual([
    { framework: 'house@1', requirement: '1.1', provenance: 'upstream' },
  ]);
});

test('parameters reach a policy as text, lists one entry per line', () => {
  const parameter =
    'subject: pod\nparameters: [{name: names, type: list, description: d, default: [a, b]}]\n';
  const compiled = load(changed('subject: pod\n', parameter)).compiled('host-network');
  expect(compiled?.parameters).toEqual({ names: 'a\nb' });
  expect(compiled?.control.policy?.paramKind).toEqual({ apiVersion: 'v1', kind: 'ConfigMap' });
});
