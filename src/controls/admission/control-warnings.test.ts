import { expect, test } from 'vitest';
import { loadShippedCatalogue, readCatalogueFiles } from '../../../testkit/catalogue/read-catalogue.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { controlWarnings } from './control-warnings.ts';

test('no control of the catalogue reads what no kind has', () => {
  const { controls } = loadShippedCatalogue({ cases: false });
  const warnings = controlWarnings(controls, readCatalogueFiles(), 37);
  expect(warnings.filter(({ code }) => code === 'policy-type')).toEqual([]);
});

test('a mistake of a control over pod templates stands where it is written, not behind the shared variables', () => {
  const content = {
    id: 'own-control',
    title: 'Own control',
    severity: 'low',
    area: 'posture',
    refs: [],
    why: 'It shows where a mistake is said.',
    references: ['https://example.com/'],
    remediation: { summary: 'Do nothing.' },
    appliesTo: 'pod-templates',
    subject: 'pod',
    policy: {
      variables: [{ name: 'own', expression: 'object.metadata.nme' }],
      validations: [{ expression: "variables.own == ''" }],
    },
  };
  const asked: string[] = [];
  const file = 'own-control.yaml';
  const locate = (path: readonly (string | number)[]) => {
    asked.push(path.join('.'));
    return { file, line: 1, column: 1 };
  };
  const { controls } = loadCatalogue([{ file, content }], { cases: false });
  const [warning, ...rest] = controlWarnings(controls, [{ file, content, locate }], 37);
  expect(warning).toMatchObject({ code: 'policy-type', severity: 'warning', policy: 'own-control', file });
  expect(warning?.message).toContain("undefined field 'nme'");
  expect(rest).toEqual([]);
  expect(asked).toEqual(['policy.variables.0.expression']);
});
