import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../cluster/index.ts';
import { newestKnownVersion } from '../../cluster/index.ts';
import { modelObject } from '../rbac/index-of-objects.ts';
import { defaultPolicy, defaultStateOf } from './default-policy.ts';

const at = (minor: number) => ({ ...newestKnownVersion, minor });
const named = (minor: number, name: string) => {
  const found = defaultPolicy(at(minor)).find(
    (object) => object.kind === 'ClusterRole' && object.name === name,
  );
  if (found === undefined) throw new Error(`no ${name}`);
  return found.body;
};
const state = (body: KubernetesObject, minor = 37) => defaultStateOf(modelObject(body), at(minor));

// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#auto-reconciliation
describe('a default role', () => {
  test('is a default in every version, as made by any', () => {
    for (const minor of [34, 35, 36, 37])
      for (const object of defaultPolicy(at(minor)))
        expect([object.key, defaultStateOf(object, at(37))]).toEqual([object.key, 'default']);
  });

  test('is modified when it grants one thing more, and not when it grants less', () => {
    const node = named(37, 'system:node');
    const rules = node['rules'] as object[];
    expect(
      state({ ...node, rules: [...rules, { verbs: ['delete'], apiGroups: [''], resources: ['secrets'] }] }),
    ).toBe('modified');
    expect(state({ ...node, rules: rules.slice(1) })).toBe('default');
  });

  test('that aggregates counts by its selectors, whatever a controller filled in', () => {
    const edit = named(37, 'edit');
    expect(state({ ...edit, rules: [{ verbs: ['*'], apiGroups: ['example.com'], resources: ['*'] }] })).toBe(
      'default',
    );
    expect(state({ ...edit, aggregationRule: { clusterRoleSelectors: [{}] } })).toBe('modified');
  });

  test('of a version that is not known is not judged', () => {
    const changed = {
      ...named(34, 'system:discovery'),
      rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    };
    expect(state(changed, 28)).toBe('unknown-version');
    expect(defaultPolicy(at(28)).length).toBe(defaultPolicy(at(34)).length);
  });
});
