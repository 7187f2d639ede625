import { describe, expect, test } from 'vitest';
import { types } from './cel-type.ts';
import { kubernetesEnvironment } from './kubernetes-environment.ts';
import { LazyVariables } from './values/lazy-variables.ts';

const environment = kubernetesEnvironment({ variables: { object: types.dyn, variables: types.dyn } });

function explain(source: string, object: unknown, variables?: LazyVariables) {
  return environment.compile(source).explain({ object, variables });
}

const safe = { name: 'safe', privileged: false, capabilities: { drop: ['ALL'] } };
const root = { name: 'root', privileged: true };
const bare = { name: 'bare' };

describe('explain names the parts that make a bool what it is', () => {
  test('of a false && only the false sides, each with the fields it read', () => {
    const witnesses = explain('has(object.a) && object.b == 2 && object.c == 4', { a: 1, b: 2, c: 3 });
    expect(witnesses).toEqual([
      {
        range: { start: 34, end: 47, line: 1, column: 35 },
        text: 'object.c == 4',
        result: false,
        elements: [],
        fields: [{ root: 'object', path: ['c'], present: true, value: 3 }],
      },
    ]);
  });

  test('of a false || all sides', () => {
    const witnesses = explain('!has(object.hostNetwork) || object.hostNetwork == false', {
      hostNetwork: true,
    });
    expect(witnesses.map(({ text, result }) => [text, result])).toEqual([
      ['has(object.hostNetwork)', true],
      ['object.hostNetwork == false', false],
    ]);
  });

  test('of a false all() every failing element, by identity, also in joined lists', () => {
    const object = { containers: [safe, root], initContainers: [bare, root] };
    const source = '(object.containers + object.initContainers).all(c, has(c.privileged) && !c.privileged)';
    const witnesses = explain(source, object);
    expect(witnesses.map(({ text, elements }) => [text, elements[0]?.index, elements[0]?.variable])).toEqual([
      ['c.privileged', 1, 'c'],
      ['has(c.privileged)', 2, 'c'],
      ['c.privileged', 3, 'c'],
    ]);
    expect(witnesses[1]?.elements[0]?.value).toBe(bare);
    expect(witnesses[1]?.fields).toEqual([{ root: 'c', path: ['privileged'], present: false }]);
  });

  test('of a true exists() under ! every element that matches', () => {
    const witnesses = explain('!object.list.exists(c, has(c.privileged) && c.privileged)', {
      list: [root, safe, root],
    });
    expect(witnesses.map(({ elements }) => elements[0]?.index)).toEqual([0, 0, 2, 2]);
  });

  test('nested comprehensions carry the chain of elements', () => {
    const object = { pods: [{ containers: [safe] }, { containers: [safe, root] }] };
    const [witness] = explain('object.pods.all(p, p.containers.all(c, c.privileged == false))', object);
    expect(witness?.elements).toEqual([
      { variable: 'p', value: object.pods[1], index: 1 },
      { variable: 'c', value: root, index: 1 },
    ]);
  });

  test('two variables: the one with the value is named, with the index or key', () => {
    const object = { list: [1, -1], map: { a: 1, b: -1 } };
    expect(explain('object.list.all(i, v, v > 0)', object)[0]?.elements).toEqual([
      { variable: 'v', value: -1, index: 1 },
    ]);
    expect(explain('object.map.all(k, v, v > 0)', object)[0]?.elements).toEqual([
      { variable: 'v', value: -1, index: 'b' },
    ]);
  });

  test('of a ternary the taken branch', () => {
    expect(explain('has(object.a) ? object.a : object.b', { b: false }).map(({ text }) => text)).toEqual([
      'object.b',
    ]);
  });

  test('exists_one false by two matches names both, by none itself', () => {
    expect(explain('object.list.exists_one(x, x == 1)', { list: [1, 2, 1] })).toHaveLength(2);
    expect(explain('object.list.exists_one(x, x == 1)', { list: [2] })[0]?.text).toBe(
      'object.list.exists_one(x, x == 1)',
    );
  });

  test('an empty range is its own witness', () => {
    const [witness] = explain('object.list.exists(x, x)', { list: [] });
    expect(witness?.fields).toEqual([{ root: 'object', path: ['list'], present: true, value: [] }]);
  });

  test('an element whose predicate fails with an error is not blamed for it', () => {
    const witnesses = explain('object.list.all(c, c.privileged == false)', { list: [bare, root] });
    expect(witnesses.map(({ elements }) => elements[0]?.value)).toEqual([root]);
  });

  test('composed variables, optionals and indexes are fields too', () => {
    const variables = new LazyVariables(new Map([['safe', () => false]]));
    expect(explain('variables.safe', {}, variables)[0]?.fields).toEqual([
      { root: 'variables', path: ['safe'], present: true, value: false },
    ]);
    expect(explain("object.?spec[?'host'].orValue(false)", { spec: {} })[0]?.fields).toEqual([
      { root: 'object', path: ['spec', 'host'], present: false },
    ]);
    expect(explain('object.list[object.at] == 1', { list: [1, 2], at: 1 })[0]?.fields).toEqual([
      { root: 'object', path: ['at'], present: true, value: 1 },
      { root: 'object', path: ['list', '1'], present: true, value: 2 },
    ]);
  });

  test('a value that is no bool cannot be explained', () => {
    expect(() => explain('object.a', { a: 1 })).toThrow('expected bool');
  });
});
