import { describe, expect, test } from 'vitest';
import { head, judged, role, roleNamed } from '../../../testkit/world/judged-world.ts';

describe('objects by matchConstraints', () => {
  test('only matching kinds are judged, and a match condition that is false means not applicable', () => {
    const other = { ...roleNamed('other', ['*']), kind: 'ClusterRole' };
    const { results, counts } = judged(
      [role],
      [roleNamed('a', ['*']), roleNamed('b', ['get']), roleNamed('system:x', ['*']), other],
    );
    expect(results.map(({ subject }) => subject.name)).toEqual(['a']);
    expect(results[0]?.evidence).toEqual([
      { path: 'rules[1].verbs', value: '["*"]', expected: 'named verbs' },
    ]);
    expect(counts.get('wildcard')).toMatchObject({ fail: 1, pass: 1, 'not-applicable': 1 });
  });

  test('a kind that the rules admit on update only is judged as one that is updated, beside those that are created', () => {
    const both = `${head('writes')}subject: object
policy:
  matchConstraints:
    resourceRules:
      - {apiGroups: [rbac.authorization.k8s.io], apiVersions: ['*'], operations: [CREATE], resources: [roles]}
      - {apiGroups: [rbac.authorization.k8s.io], apiVersions: ['*'], operations: [UPDATE], resources: [clusterroles]}
  validations:
    - expression: >-
        object.metadata.name != 'b' && (oldObject == null) == (object.kind == 'Role') &&
        request.operation == (object.kind == 'Role' ? 'CREATE' : 'UPDATE')
      message: b
`;
    const cluster = { ...roleNamed('c', []), kind: 'ClusterRole' };
    const objects = [
      roleNamed('a', []),
      roleNamed('b', []),
      cluster,
      { ...cluster, metadata: { name: 'b' } },
    ];
    const { results, counts } = judged([both], objects);
    expect(results.map(({ subject }) => subject.kind).sort()).toEqual(['ClusterRole', 'Role']);
    expect(counts.get('writes')).toMatchObject({ pass: 2, fail: 2 });
  });

  test('an expression that fails at run time is unknown, never a pass', () => {
    const broken = { ...roleNamed('a', []), rules: [{ resources: ['pods'] }] };
    const { results, counts } = judged([role], [broken]);
    expect(results).toEqual([
      expect.objectContaining({ verdict: 'unknown', unknown: expect.objectContaining({ state: 'error' }) }),
    ]);
    expect(results[0]?.unknown?.message).toBe('The rule could not be evaluated: no such key: verbs.');
    expect(counts.get('wildcard')).toMatchObject({ pass: 0, unknown: 1 });
  });

  describe('what a rule declines to judge', () => {
    const validation = "object.?rules.orValue([]).all(r, !('*' in r.verbs))";
    const tells = (rule: string) => judged([rule], [roleNamed('a', [])]).results[0]?.unknown?.message;
    const withVariables = (variables: string, expression: string) =>
      role
        .replace('  validations:', `  variables: [${variables}]\n  validations:`)
        .replace(validation, expression);

    test('is told by the reason alone, from wherever it comes', () => {
      const reason = "{}['more than 5 rules are not judged']";
      const told = 'More than 5 rules are not judged.';
      expect(tells(role.replace(validation, `${reason} == 1`))).toBe(told);
      expect(tells(role.replace(validation, reason.replaceAll("'", '\\"') + ' == 1'))).toBe(told);
      const variables = `{name: few, expression: "${reason}"}, {name: all, expression: "variables.few"}`;
      expect(tells(withVariables(variables, 'variables.all == 1'))).toBe(told);
      const condition = `matchConditions: [{name: few, expression: "${reason} == 1"}]`;
      expect(tells(role.replace('  validations:', `  ${condition}\n  validations:`))).toBe(told);
    });

    test('is not a key that the rule only expected, which the author has to know', () => {
      const variables = '{name: first, expression: "object.metadata.annotations"}';
      expect(tells(withVariables(variables, 'variables.first == {}'))).toBe(
        'The rule could not be evaluated: variable first: no such key: annotations.',
      );
    });
  });

  test('an error of a variable counts only where the expression does not absorb it, as in the API server', () => {
    const withVariable = role
      .replace(
        '  validations:',
        "  variables: [{name: verbs, expression: 'object.rules[0].verbs'}]\n  validations:",
      )
      .replace("object.?rules.orValue([]).all(r, !('*' in r.verbs))", 'variables.verbs.size() > 0 || true');
    const broken = { ...roleNamed('a', []), rules: [{}] };
    expect(judged([withVariable], [broken]).counts.get('wildcard')).toMatchObject({ pass: 1, unknown: 0 });
  });

  test('an expression that costs more than the API server allows is unknown, and does not hang', () => {
    const rules = Array.from({ length: 150 }, () => ({
      apiGroups: [''],
      resources: ['pods'],
      verbs: ['get'],
    }));
    const nested = role.replace(
      "object.?rules.orValue([]).all(r, !('*' in r.verbs))",
      'object.rules.all(a, object.rules.all(b, object.rules.all(c, object.rules.all(d, a.verbs == d.verbs))))',
    );
    const { results } = judged([nested], [{ ...roleNamed('a', []), rules }]);
    expect(results[0]?.unknown).toMatchObject({
      state: 'error',
      message: expect.stringContaining('cost limit'),
    });
  });

  test('who sends the request is unknown in a scan', () => {
    const asks = role.replace(
      "object.?rules.orValue([]).all(r, !('*' in r.verbs))",
      "request.userInfo.username != 'x'",
    );
    const { results } = judged([asks], [roleNamed('a', [])]);
    expect(results[0]?.unknown?.state).toBe('not-connected');
  });

  test('a policy that matches only UPDATE sees the object as it was', () => {
    const update = role
      .replace('operations: [CREATE]', 'operations: [UPDATE]')
      .replace(
        "object.?rules.orValue([]).all(r, !('*' in r.verbs))",
        "oldObject == object && request.operation == 'UPDATE'",
      );
    expect(judged([update], [roleNamed('a', [])]).counts.get('wildcard')).toMatchObject({ pass: 1 });
  });
});
