import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace, withQuery } from './place.ts';

const part = fc.string({ minLength: 1 });
const place = fc.record({
  path: fc.array(part, { maxLength: 5 }),
  query: fc.dictionary(
    part.filter((key) => key !== '__proto__'),
    fc.array(part, { minLength: 1, maxLength: 4 }),
    { maxKeys: 4, noNullPrototype: true },
  ),
});

describe('place', () => {
  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(place, (value) => {
        const read = parsePlace(formatPlace(value));
        expect(read.path).toEqual(value.path);
        expect({ ...read.query }).toEqual({ ...value.query });
      }),
    );
  });

  it('keeps names readable in the link', () => {
    expect(
      formatPlace({
        path: ['findings'],
        query: { workload: ['eks/apps/Deployment/payments/api'], severity: ['high', 'critical'] },
      }),
    ).toBe('#/findings?severity=high,critical&workload=eks/apps/Deployment/payments/api');
  });

  it('writes equal places as equal links, whatever the order of keys', () => {
    expect(formatPlace({ path: [], query: { a: ['1'], b: ['2'] } })).toBe(
      formatPlace({ path: [], query: { b: ['2'], a: ['1'] } }),
    );
  });

  it('takes a broken escape literally', () => {
    expect(parsePlace('#/control/%zz?q=%')).toEqual({ path: ['control', '%zz'], query: { q: ['%'] } });
  });

  it('takes a key away with an empty list', () => {
    expect(
      withQuery({ path: [], query: { a: ['1'], b: ['2'] } }, { a: [], b: undefined, c: ['3'] }).query,
    ).toEqual({ c: ['3'] });
  });
});
