import { kubernetesEnvironment, types } from '@plimsoll/cel';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exceptionMatcher } from '../../exceptions/match-exceptions.ts';
import { exceptedObject } from './excepted-object.ts';

const environment = kubernetesEnvironment({
  version: '1.37',
  variables: { object: types.dyn, request: types.dyn },
});

// Few letters, so that patterns and names meet; and what would end a string or mean something to a regular expression.
const letters = fc.constantFrom('a', 'b', '-', '.', '"', '\\', '$', '(', '\n', "'", 'ü');
const name = fc.string({ unit: letters, minLength: 1, maxLength: 4 });
const pattern = fc.oneof(
  name,
  fc.string({ unit: fc.oneof(letters, fc.constant('*')), minLength: 1, maxLength: 4 }),
);
const patterns = fc.option(fc.array(pattern, { minLength: 1, maxLength: 3 }), { nil: undefined });
const kind = fc.constantFrom('Deployment', 'Namespace', 'ConfigMap');
const withGroup = fc.constantFrom(
  'Deploy*',
  'Deployment.apps',
  'ConfigMap.',
  'ConfigMap.example.com',
  '*.apps',
  'Deployment.',
);
const kinds = fc.option(fc.array(fc.oneof(kind, withGroup), { minLength: 1 }), { nil: undefined });

test('lets in the very objects that the exception covers in a scan', () => {
  fc.assert(
    fc.property(
      patterns,
      kinds,
      patterns,
      name,
      kind,
      name,
      fc.boolean(),
      (namespaces, ofKinds, names, namespace, isKind, isName, isCustom) => {
        const scope = {
          ...(namespaces && { namespaces }),
          ...(ofKinds && { kinds: ofKinds }),
          ...(names && { names }),
        };
        const isNamespace = isKind === 'Namespace';
        const subject = {
          group: isNamespace ? '' : isCustom ? 'example.com' : isKind === 'ConfigMap' ? '' : 'apps',
          kind: isKind,
          namespace: isNamespace ? '' : namespace,
          name: isName,
        };
        const exception = { id: 'x', owner: 'a', reason: 'b', expires: '2099-01-01', controls: ['c'], scope };
        const matcher = exceptionMatcher([exception], { id: 'i', name: 'n' }, 0);
        const covered = matcher({ control: 'c', objectId: '', subject }) !== undefined;
        const program = environment.compile(exceptedObject(scope));
        const apiVersion = subject.group === '' ? 'v1' : `${subject.group}/v1`;
        const object = { apiVersion, kind: isKind, metadata: { name: isName } };
        const request = { namespace: isNamespace ? isName : namespace, userInfo: { username: 'ann' } };
        expect(program.evaluate({ object, request })).toBe(covered);
      },
    ),
    { numRuns: 2000 },
  );
});

test('is false, and no error, for a request without an object or without an owner', () => {
  const program = environment.compile(exceptedObject({ names: ['api'] }));
  expect(program.evaluate({ object: null, request: {} })).toBe(false);
  const userInfo = { username: 'system:serviceaccount:kube-system:replicaset-controller' };
  const pod = { kind: 'Pod', metadata: { name: 'api-x' } };
  expect(program.evaluate({ object: pod, request: { userInfo } })).toBe(false);
  const owned = { kind: 'Pod', metadata: { name: 'api-x', ownerReferences: [{ kind: 'ReplicaSet' }] } };
  expect(program.evaluate({ object: owned, request: { userInfo } })).toBe(false);
});
