import { describe, expect, it } from 'vitest';
import type { FieldPath, Json } from '../cluster/index.ts';
import { applyPatch, type PatchOperation } from '../controls/index.ts';
import { readYaml } from '../sources/yaml/index.ts';
import { repairText } from './repair-text.ts';

const read = (text: string) => readYaml(text, 'x.yaml');

interface Target {
  readonly document?: number;
  readonly object?: FieldPath;
}

function repair(text: string, patches: readonly (readonly PatchOperation[])[], target: Target = {}) {
  const changes = patches.map((patch) => ({
    document: target.document ?? 0,
    object: target.object ?? [],
    apply: (object: Json) => applyPatch(object, patch),
  }));
  return repairText(text, read(text).documents, changes, read);
}

/** The text after a patch that must not be refused. */
function patched(text: string, patch: readonly PatchOperation[], target: Target = {}): string {
  const { text: after, refused } = repair(text, [patch], target);
  expect(refused).toEqual([]);
  return after;
}

const add = (path: string, value: Json): PatchOperation => ({ op: 'add', path, value });
const replace = (path: string, value: Json): PatchOperation => ({ op: 'replace', path, value });
const remove = (path: string): PatchOperation => ({ op: 'remove', path });

const context = { runAsNonRoot: true, capabilities: { drop: ['ALL'] } };

describe('adding a field', () => {
  it('puts it behind its siblings, with their indentation, before comments of what follows', () => {
    expect(patched('a:\n    b: 1 # one\n    # last\n\nc: 2\n', [add('/a/d', true)])).toBe(
      'a:\n    b: 1 # one\n    d: true\n    # last\n\nc: 2\n',
    );
  });

  it.each([
    [
      'a: {} # none\nb: 1\n',
      'a: # none\n  runAsNonRoot: true\n  capabilities:\n    drop:\n      - ALL\nb: 1\n',
    ],
    ['a: # none\nb: 1\n', 'a: # none\n  runAsNonRoot: true\n  capabilities:\n    drop:\n      - ALL\nb: 1\n'],
    ['a: ~\nb: 1\n', 'a:\n  runAsNonRoot: true\n  capabilities:\n    drop:\n      - ALL\nb: 1\n'],
    ['a: &x {}\nb: 1\n', 'a: &x\n  runAsNonRoot: true\n  capabilities:\n    drop:\n      - ALL\nb: 1\n'],
    ['x: {a: {}, b: [1]}\n', 'x: {a: {runAsNonRoot: true, capabilities: {drop: [ALL]}}, b: [1]}\n'],
  ])('fills an empty mapping where it stands: %j', (before, after) => {
    const path = before.startsWith('x') ? '/x/a' : '/a';
    expect(patched(before, [replace(path, context)])).toBe(after);
  });

  it('lays out lists as the document does', () => {
    expect(patched('x:\n   y:\n   - a: 1\nz: {}\n', [replace('/z', { l: [1] })])).toBe(
      'x:\n   y:\n   - a: 1\nz:\n   l:\n   - 1\n',
    );
    expect(patched('x:\n  y: [a]\nz: 1\n', [add('/w', { l: ['ALL'] })])).toBe(
      'x:\n  y: [a]\nz: 1\nw:\n  l: [ALL]\n',
    );
  });

  it('keeps CR LF, and a file without a last line break without one', () => {
    expect(patched('a:\r\n  b: 1\r\nc: 2', [add('/a/d', 1), add('/e', 'no')])).toBe(
      'a:\r\n  b: 1\r\n  d: 1\r\nc: 2\r\ne: "no"',
    );
  });

  it('follows a block text without becoming part of it', () => {
    expect(patched('a:\n  b: |\n    one\n\n    two\n\nc: 1\n', [add('/a/d', 1)])).toBe(
      'a:\n  b: |\n    one\n\n    two\n  d: 1\n\nc: 1\n',
    );
    expect(patched('a: |+\n  one\n\n', [add('/d', 1)])).toBe('d: 1\na: |+\n  one\n\n');
  });

  it('keeps the layout of JSON, on one line or on many', () => {
    expect(patched('{"a":{"b":1}}', [add('/a/c', { d: ['ALL'] })])).toBe('{"a":{"b":1,"c":{"d":["ALL"]}}}');
    expect(patched('{\n\t"a": {}\n}\n', [replace('/a', { c: [] }), add('/x', null)])).toBe(
      '{\n\t"a": {\n\t\t"c": []\n\t},\n\t"x": null\n}\n',
    );
  });
});

describe('removing a field', () => {
  it('takes its lines and its comment beside it; those above stay', () => {
    expect(patched('a: 1\n# why\nb: # x\n  c: 1\n  d: 2 # y\ne: 3\n', [remove('/b')])).toBe(
      'a: 1\n# why\ne: 3\n',
    );
  });

  it('leaves an empty mapping or list where nothing is left', () => {
    expect(patched('a:\n  b: 1 # only\nc: 2\n', [remove('/a/b')])).toBe('a: {}\nc: 2\n');
    expect(patched('a:\n- 1\n- 2\nc: 2\n', [remove('/a/1'), remove('/a/0')])).toBe('a: []\nc: 2\n');
  });

  it('brings the next field beside the dash of a list item', () => {
    expect(patched('- hostPort: 80\n  containerPort: 80\n- x: 1\n', [remove('/0/hostPort')])).toBe(
      '- containerPort: 80\n- x: 1\n',
    );
  });

  it('takes one comma from what stands in brackets', () => {
    const text = 'a: [SYS_ADMIN, NET_ADMIN, NET_RAW]\n';
    expect(patched(text, [remove('/a/0')])).toBe('a: [NET_ADMIN, NET_RAW]\n');
    expect(patched(text, [remove('/a/2')])).toBe('a: [SYS_ADMIN, NET_ADMIN]\n');
    expect(patched('{\n  "a": 1,\n  "b": 2\n}\n', [remove('/b')])).toBe('{\n  "a": 1\n}\n');
  });
});

describe('replacing a value', () => {
  it('keeps quotes, comments, anchors and spacing', () => {
    expect(patched("a:   'x'  # c\n", [replace('/a', 'y')])).toBe("a:   'y'  # c\n");
    expect(patched('a: &n on\n', [replace('/a', false)])).toBe('a: &n false\n');
    expect(patched('a: # c\n  b: 1\nc: 2\n', [replace('/a', 'x')])).toBe('a: x # c\nc: 2\n');
  });

  it('writes a text so that nothing else can be read into it', () => {
    for (const value of [
      'no',
      '1e3',
      '',
      '~',
      '2001-01-01',
      'a: b',
      '# x',
      '\u2028',
      'null',
      '0x1f',
      '=',
      '1h',
    ])
      expect(read(patched('a: b\n', [replace('/a', value)])).documents[0]?.value).toEqual({ a: value });
  });
});

describe('the place of the object', () => {
  it('is one document of many, between comments and separators', () => {
    const text = '# head\n---\na: 1\n--- # second\n# about b\nb: 1\n...\n---\nc: 1\n';
    expect(patched(text, [add('/d', 2)], { document: 1 })).toBe(
      '# head\n---\na: 1\n--- # second\n# about b\nb: 1\nd: 2\n...\n---\nc: 1\n',
    );
  });

  it('is an item of a List', () => {
    const text = 'kind: List\nitems:\n- kind: A\n  spec: {}\n- kind: B\n';
    expect(patched(text, [replace('/spec', { a: 1 })], { object: ['items', 0] })).toBe(
      'kind: List\nitems:\n- kind: A\n  spec:\n    a: 1\n- kind: B\n',
    );
  });
});

describe('what is shared', () => {
  const shared = 'a: &c {x: 1}\nb: *c\n';

  it('is edited at its anchor when every place it comes to shall change', () => {
    const { text, refused } = repair(shared, [[add('/b/w', 2)], [add('/a/w', 2)]]);
    expect(refused).toEqual([]);
    expect(text).toBe('a: &c {x: 1, w: 2}\nb: *c\n');
  });

  it('is refused when it would change something else too; other changes are made', () => {
    const { text, refused, applied } = repair(shared, [[add('/b/y', 2)], [add('/z', 1)]]);
    expect(applied).toHaveLength(1);
    expect(refused).toMatchObject([{ error: { code: 'shared-field', path: ['b'] } }]);
    expect(text).toBe(`${shared}z: 1\n`);
  });

  it('is written beside the merge key that brings it in', () => {
    expect(patched('a: &c {x: 1}\nb:\n  <<: *c\n  z: 3\n', [replace('/b/x', 2)])).toBe(
      'a: &c {x: 1}\nb:\n  <<: *c\n  z: 3\n  x: 2\n',
    );
  });

  it('stays when it is not what is removed', () => {
    expect(patched('a: &c {x: 1}\nb:\n  <<: *c\n  z: 3\n', [remove('/b/z')])).toBe(
      'a: &c {x: 1}\nb:\n  <<: *c\n',
    );
  });

  it('is written out where an alias stands for nothing yet', () => {
    expect(patched('a: &c {}\nb: *c\n', [add('/b/x', 1)])).toBe('a: &c {}\nb:\n  x: 1\n');
  });

  it('cannot be taken away from one place alone', () => {
    const { refused } = repair('a: &c {x: 1, y: 1}\nb:\n  <<: *c\n  z: 3\n', [[remove('/b/x')]]);
    expect(refused).toMatchObject([{ error: { code: 'shared-field' } }]);
  });
});

describe('several patches of one object', () => {
  it('that add the same parent make one', () => {
    const { text, refused } = repair('a: 1\n', [
      [add('/s', { x: true })],
      [add('/s', { w: { drop: ['ALL'] } })],
      [add('/s', { x: true })],
    ]);
    expect(refused).toEqual([]);
    expect(text).toBe('a: 1\ns:\n  x: true\n  w:\n    drop:\n      - ALL\n');
  });

  it('that remove items of one list each remove theirs', () => {
    const { text } = repair('a: [x, y, z]\n', [[remove('/a/0')], [remove('/a/2')]]);
    expect(text).toBe('a: [y]\n');
  });

  it('that contradict each other: the first holds', () => {
    const { text, refused } = repair('a: 1\n', [[replace('/a', 2)], [replace('/a', 3)]]);
    expect(text).toBe('a: 2\n');
    expect(refused).toMatchObject([{ error: { code: 'conflicting-change', path: ['a'] } }]);
  });

  it('of which one does not apply: the others do', () => {
    const { text, refused } = repair('a: 1\n', [[remove('/b/c')], [add('/d', 1)]]);
    expect(text).toBe('a: 1\nd: 1\n');
    expect(refused).toMatchObject([{ error: { code: 'patch-does-not-apply' } }]);
  });
});
