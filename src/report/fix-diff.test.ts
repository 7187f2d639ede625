import { describe, expect, it } from 'vitest';
import { formatRedacted } from '../cluster/index.ts';
import { fixDiff } from './fix-diff.ts';
import type { Finding } from './schema.ts';

type Patch = NonNullable<Finding['fix']>['patch'];

const diff = (patch: Patch, evidence: Finding['evidence'] = [], container?: string) =>
  fixDiff(
    {
      object: { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'api' },
      mechanical: true,
      patch,
    },
    evidence,
    container,
  ).join('\n');

describe('the diff of a fix', () => {
  it('shows the old value where the evidence has it, and leads to the field', () => {
    const evidence = [{ path: 'spec.template.spec.containers[0].securityContext.privileged', value: 'true' }];
    expect(
      diff(
        [
          {
            op: 'replace',
            path: '/spec/template/spec/containers/0/securityContext/privileged',
            value: false,
          },
        ],
        evidence,
        'main',
      ),
    ).toBe(
      [
        ' spec:',
        '   template:',
        '     spec:',
        '       containers:',
        '         - name: main',
        '           securityContext:',
        '-            privileged: true',
        '+            privileged: false',
      ].join('\n'),
    );
  });

  it('writes an added object as block YAML and several operations as one tree', () => {
    expect(
      diff([
        {
          op: 'add',
          path: '/spec/securityContext',
          value: { seccompProfile: { type: 'RuntimeDefault' }, runAsNonRoot: true },
        },
        { op: 'remove', path: '/spec/hostPID' },
      ]),
    ).toBe(
      [
        ' spec:',
        '+  securityContext:',
        '+    seccompProfile:',
        '+      type: RuntimeDefault',
        '+    runAsNonRoot: true',
        '-  hostPID: …',
      ].join('\n'),
    );
  });

  it('unescapes pointers, and quotes what YAML would read as something else', () => {
    expect(
      diff([{ op: 'add', path: '/metadata/labels/pod-security.kubernetes.io~1enforce', value: 'no' }]),
    ).toBe([' metadata:', '   labels:', '+    pod-security.kubernetes.io/enforce: "no"'].join('\n'));
  });

  it('never shows what stands for a credential', () => {
    const value = JSON.stringify(
      formatRedacted({ detector: 'github-token', hash: '6f1c0c1bd2a9', length: 40 }),
    );
    const shown = diff([{ op: 'remove', path: '/spec/env/0/value' }], [{ path: 'spec.env[0].value', value }]);
    expect(shown).toContain('value: (redacted: github-token, 40 bytes)');
    expect(shown).not.toContain('6f1c');
  });
});
