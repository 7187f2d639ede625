import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/report/schema.ts';
import { fixDiff } from './fix-diff.ts';

const object = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'api' };
type Patch = NonNullable<Finding['fix']>['patch'];

function diff(patch: Patch, evidence: Finding['evidence'] = [], container?: string): string {
  const subject = { ...object, ...(container ? { container } : {}) };
  return fixDiff({ object, mechanical: true, patch }, { evidence, subject })
    .map(({ sign, text }) => sign + text)
    .join('\n');
}

describe('fixDiff', () => {
  it('shows a replaced field under its path, with the old value from the evidence', () => {
    const patch: Patch = [
      { op: 'replace', path: '/spec/template/spec/containers/0/securityContext/privileged', value: false },
    ];
    const evidence = [{ path: 'spec.template.spec.containers[0].securityContext.privileged', value: 'true' }];
    expect(diff(patch, evidence, 'api')).toBe(
      [
        ' spec:',
        '   template:',
        '     spec:',
        '       containers:',
        '       - name: api',
        '         securityContext:',
        '-          privileged: true',
        '+          privileged: false',
      ].join('\n'),
    );
  });

  it('shows shared steps once', () => {
    const patch: Patch = [
      { op: 'add', path: '/spec/hostPID', value: false },
      { op: 'remove', path: '/spec/hostIPC' },
    ];
    expect(diff(patch)).toBe([' spec:', '+  hostPID: false', '-  hostIPC:'].join('\n'));
  });

  it('writes objects and lists as block YAML', () => {
    expect(diff([{ op: 'add', path: '/spec/capabilities', value: { drop: ['ALL'], add: [] } }])).toBe(
      [' spec:', '+  capabilities:', '+    drop:', '+      - ALL', '+    add: []'].join('\n'),
    );
  });

  it('quotes strings that YAML would read as something else', () => {
    expect(
      diff([
        { op: 'add', path: '/a', value: 'no' },
        { op: 'add', path: '/b', value: '1.0' },
        { op: 'add', path: '/c', value: 'plain' },
      ]),
    ).toBe(['+a: "no"', '+b: "1.0"', '+c: plain'].join('\n'));
  });

  it('reads RFC 6901 escapes: ~1 is a slash, ~0 a tilde', () => {
    expect(diff([{ op: 'remove', path: '/metadata/annotations/a.io~1b~0c' }])).toContain('-    a.io/b~c:');
  });
});
