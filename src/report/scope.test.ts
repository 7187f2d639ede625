import { describe, expect, it } from 'vitest';
import { scopesOf } from './scope.ts';

const subject = {
  reference: { group: '', kind: 'Pod', namespace: 'pay-prod', name: 'x' },
  labels: { pci: 'yes' },
  cluster: { id: 'uid', name: 'blue' },
};

describe('a scope', () => {
  it('needs every condition that it has', () => {
    const pci = (labels: Readonly<Record<string, string>>) => labels['pci'] === 'yes';
    expect(
      scopesOf([{ name: 'a', namespaces: ['pay-*'], labels: pci, clusters: ['blue'] }], subject),
    ).toEqual(['a']);
    expect(scopesOf([{ name: 'a', namespaces: ['pay-*'], clusters: ['green'] }], subject)).toEqual([]);
    expect(scopesOf([{ name: 'a', labels: () => false }], subject)).toEqual([]);
  });

  it('takes a star as any characters and nothing else as special', () => {
    expect(
      scopesOf(
        [
          { name: 'a', namespaces: ['pay.prod'] },
          { name: 'b', namespaces: ['*.prod'] },
          { name: 'c', namespaces: ['*-prod'] },
        ],
        subject,
      ),
    ).toEqual(['c']);
  });

  it('counts a Namespace object to the namespace that it is', () => {
    const reference = { group: '', kind: 'Namespace', namespace: '', name: 'pay-prod' };
    expect(scopesOf([{ name: 'a', namespaces: ['pay-prod'] }], { ...subject, reference })).toEqual(['a']);
  });
});
