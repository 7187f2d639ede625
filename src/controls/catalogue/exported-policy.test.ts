import { CelError } from '@plimsoll/cel';
import { expect, test } from 'vitest';
import { loadShippedCatalogue } from '../../../testkit/catalogue/read-catalogue.ts';
import { type KubernetesObject, newestKnownVersion } from '../../cluster/index.ts';
import { caseCluster } from '../cases/case-cluster.ts';
import type { ControlCase } from '../cases/control-case.ts';
import type { Control } from '../control.ts';
import { judge } from '../judge/judge.ts';
import { appliesToVersion } from '../judge/prepared-controls.ts';
import { withoutNulls } from '../judge/without-nulls.ts';
import { podTemplateKinds } from './pod-template-policy.ts';
import { policyEnvironment } from './policy-environment.ts';

const catalogue = loadShippedCatalogue();
const onTemplates = catalogue.controls.filter(({ appliesTo }) => appliesTo === 'pod-templates');
const known = new Set(podTemplateKinds.map(({ group, kind }) => `${group}/${kind}`));

/** What the API server says of the object under the policy as it is exported: every variable from its CEL text. */
function admission(
  control: Control,
  subject: ControlCase,
  object: KubernetesObject,
  namespaceObject: unknown,
) {
  const variables: Record<string, unknown> = {};
  const defaults = Object.fromEntries(control.parameters.map(({ name, default: text }) => [name, text]));
  const params = { data: { ...defaults, ...subject.parameters } };
  const activation = { object: withoutNulls(object), oldObject: null, params, namespaceObject, variables };
  const evaluate = (expression: string) => policyEnvironment().compile(expression).evaluate(activation);
  try {
    for (const { name, expression } of control.policy?.variables ?? []) {
      Object.defineProperty(variables, name, { get: () => evaluate(expression), enumerable: true });
    }
    if ((control.policy?.matchConditions ?? []).some(({ expression }) => evaluate(expression) === false))
      return 'pass';
    const verdicts = (control.policy?.validations ?? []).map(({ expression }) => evaluate(expression));
    return verdicts.every((verdict) => verdict === true) ? 'pass' : 'fail';
  } catch (error) {
    if (error instanceof CelError) return 'error';
    throw error;
  }
}

test.each(onTemplates.map(({ id }) => id))(
  '%s: the scan and the exported policy agree on every case',
  (id) => {
    const compiled = catalogue.compiled(id);
    const control = compiled?.control;
    if (compiled === undefined || control === undefined) throw new Error(`no control ${id}`);
    let compared = 0;
    for (const subject of catalogue.cases.get(id) ?? []) {
      if (!appliesToVersion(compiled, subject.minor ?? newestKnownVersion.minor)) continue;
      for (const { objects } of subject.worlds) {
        const cluster = caseCluster(subject, objects);
        for (const { group, kind, namespace, body } of cluster.objects()) {
          if (!known.has(`${group}/${kind}`) || objects.length > 1) continue;
          const space = cluster.find({ group: '', kind: 'Namespace', namespace: '', name: namespace });
          const { results } = judge(cluster, catalogue, {
            controls: (candidate) => candidate.id === id,
            parameters: { [id]: subject.parameters },
            now: 0,
          });
          const failed = results.some(({ verdict }) => verdict === 'fail' || verdict === 'provider-managed');
          const scan = failed
            ? 'fail'
            : results.some(({ verdict }) => verdict === 'unknown')
              ? 'error'
              : 'pass';
          expect({ case: subject.name, kind, says: scan }).toEqual({
            case: subject.name,
            kind,
            says: admission(control, subject, body, space?.body ?? null),
          });
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(2);
  },
);
