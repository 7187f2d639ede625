import { expect, test } from 'vitest';
import { instanceId, objectId } from './fingerprint.ts';

const subject = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'api', container: 'app' };

test('every part of the identity counts', () => {
  const ids = [
    objectId('a', subject),
    objectId('b', subject),
    objectId('a', { ...subject, group: '' }),
    objectId('a', { ...subject, kind: 'StatefulSet' }),
    objectId('a', { ...subject, namespace: 'other' }),
    objectId('a', { ...subject, name: 'web' }),
    objectId('a', { ...subject, container: 'proxy' }),
    objectId('a', subject, 'NET_ADMIN'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
});

test('is the same in every release: history and exceptions refer to it', () => {
  expect(objectId('privileged-container', subject)).toBe('0d2dc2912c680c4b');
});

test('parts cannot run into each other', () => {
  expect(objectId('a', { ...subject, namespace: 'x","y' })).not.toBe(
    objectId('a', { ...subject, namespace: 'x', name: 'y' }),
  );
});

test('random volume names of the service account admission plug-in do not count', () => {
  expect(objectId('a', subject, 'kube-api-access-x7k2q')).toBe(
    objectId('a', subject, 'kube-api-access-9bz4m'),
  );
});

test('the container type does not count: a container keeps its history when it becomes a sidecar', () => {
  expect(objectId('a', { ...subject, containerType: 'initContainer' })).toBe(objectId('a', subject));
});

test('an instance is the object in one cluster', () => {
  const id = objectId('a', subject);
  expect(instanceId(id, 'one')).not.toBe(instanceId(id, 'two'));
  expect(instanceId(id, 'one')).toMatch(new RegExp(`^${id}-[0-9a-f]{12}$`));
});
