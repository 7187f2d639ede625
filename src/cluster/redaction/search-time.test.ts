import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDoor } from '../door.ts';

const door = createDoor({ key: Buffer.alloc(32, 7), keyId: 'test' });

function admit(data: Readonly<Record<string, string>>): void {
  door.admit({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data });
}

test('a large text is searched in time linear to its length', () => {
  const texts = [
    'a'.repeat(150_000),
    'A1b2/+'.repeat(25_000),
    'password='.repeat(15_000),
    '://a:'.repeat(30_000),
    '-----BEGIN PRIVATE KEY-----'.repeat(5_000),
    'eyJhbGciOiJI.'.repeat(12_000),
    'mysql -u a '.repeat(12_000),
    'curl -u '.repeat(18_000),
    'machine a login '.repeat(9000),
    'user a role b '.repeat(10_000),
    'user a on '.repeat(15_000),
    'name: a value: '.repeat(9000),
    '<name>a</name> '.repeat(9000),
    'password = a.b.c('.repeat(8000),
    'define("a", '.repeat(12_000),
    `password = ${'a.'.repeat(70_000)}`,
    `password: ${'ab '.repeat(50_000)}!`,
    `machine ${' '.repeat(150_000)}`,
    `curl -u ${'a'.repeat(150_000)}`,
    `a:5432:${'*:'.repeat(70_000)}`,
    '?token='.repeat(20_000),
    '?token=$a'.repeat(15_000),
    `?token=${'%a'.repeat(70_000)}`,
    'a:a@a.'.repeat(25_000),
    `a:${'a@'.repeat(70_000)}`,
    'echo a | docker login '.repeat(6000),
    '--password-stdin <<EOF '.repeat(6000),
  ];
  for (const text of texts) {
    const start = performance.now();
    admit({ file: text, image: text });
    expect(performance.now() - start, text.slice(0, 20)).toBeLessThan(5000);
  }
});

test('no mixture of what forms are made of takes longer than its length allows', () => {
  const words =
    'curl mysql machine login password user PASSWORD token eyJ sig= a A1b2 <name> </name> <value> :// -p -u ?token= echo | --password-stdin << @a.b/';
  const marks = `"'=:@>.?&{[(\\$ \n`;
  const piece = fc.constantFrom(
    ...words.split(' '),
    ...marks,
    'mc alias set',
    'identified by',
    '-----BEGIN PRIVATE KEY-----',
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
      const unit = pieces.join('');
      const text = unit.repeat(Math.ceil(40_000 / unit.length));
      const start = performance.now();
      admit({ file: text });
      expect(performance.now() - start, unit).toBeLessThan(2000);
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('a text of any length is searched without running out of stack', () => {
  for (const unit of ['A', 'A1b2/+', 'password=', '"', '://a:']) {
    expect(() => admit({ file: unit.repeat(8_000_000 / unit.length) })).not.toThrow();
  }
});
