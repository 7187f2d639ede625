import { expect, it } from 'vitest';
import { createDoor } from '../cluster/index.ts';
import { admitOwn } from './admit-own.ts';

it('lets in what the door lets in, whatever texts are shared', () => {
  const key = { keyId: 'test', key: new Uint8Array(32) };
  const objects = ['one', 'two', 'one'].map((name) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'shop', labels: { app: name } },
    data: { list: `${name},${name}`, long: name.repeat(100), '': '' },
    extra: [name, [name, 1, null, { deep: name }], { name }],
  }));
  const expected = objects.map((object) => createDoor(key).admit(structuredClone(object)));
  const door = createDoor(key);
  expect(objects.map((object) => admitOwn(door, object))).toEqual(expected);
  expect(admitOwn(door, 'no object').problem).toBeDefined();
});
