import { describe, expect, it } from 'vitest';
import { buildReport } from './build.ts';
import { explainControl, explainFinding } from './explain.ts';
import { generateReport } from './fixtures/generate-report.ts';
import { control, smallReportInput } from './fixtures/small-report.ts';
import type { Finding } from './schema.ts';
import { findFinding } from './story.ts';
import { ticketMarkdown } from './ticket.ts';

const small = buildReport(smallReportInput());
const privileged = small.findings.find(({ control: id }) => id === 'privileged-container') as Finding;

describe('the ticket', () => {
  it('is this for the small report', () => {
    expect(ticketMarkdown(small, privileged)).toMatchInlineSnapshot(`
      "# Title of privileged-container: DaemonSet shop/agent, container main

      **Critical, open.** Container main of DaemonSet shop/agent runs privileged.

      - Id \`f0002e8ba5ba3d3f\`, control \`privileged-container\`
      - Where: \`DaemonSet shop/agent, container main\`, the same in 2 of 3 clusters: blue and green
      - Owner: team checkout
      - Change it at values of Helm release shop/shop; the next upgrade overwrites the object
      - Field: \`spec.template.spec.containers[0].securityContext.privileged is true, expected false or unset\`

      - **How it is used** Why privileged-container matters.
      - **Cure** Cure of privileged-container.
      - **May break** What privileged-container breaks.
      - **Undo** Undo of privileged-container.

      \`\`\`diff
       spec:
         template:
           spec:
             containers:
               - name: main
                 securityContext:
      -            privileged: true
      +            privileged: false
      \`\`\`

      **Verify** with \`plimsoll scan --all-contexts shop/daemonset/agent --control privileged-container --fail-on low\`, which exits 0 once it is cured and 3 while it cannot be judged.
      "
    `);
  });

  it('has under 40 lines for every finding', () => {
    const report = generateReport({ findings: 600, clusters: 3, unknownShare: 0.2, longNames: true });
    for (const finding of report.findings) {
      expect(ticketMarkdown(report, finding).split('\n').length).toBeLessThan(40);
    }
  });
});

describe('the story', () => {
  it('is this for the small report', () => {
    expect(explainFinding(small, privileged)).toMatchInlineSnapshot(`
      "■ Title of privileged-container
      Critical, open. Container main of DaemonSet shop/agent runs privileged.

      id          f0002e8ba5ba3d3f
      control     privileged-container
      where       DaemonSet shop/agent, container main
      clusters    the same in 2 of 3 clusters: blue and green
      owner       team checkout
      change at   values of Helm release shop/shop; the next upgrade overwrites the
                  object
                  annotation meta.helm.sh/release-name names release shop/shop
      field       spec.template.spec.containers[0].securityContext.privileged is true,
                  expected false or unset

      How it is used
      Why privileged-container matters.

      Cure
      Cure of privileged-container.

       spec:
         template:
           spec:
             containers:
               - name: main
                 securityContext:
      -            privileged: true
      +            privileged: false

      May break
      What privileged-container breaks.

      Undo
      Undo of privileged-container.

      Verify
      plimsoll scan --all-contexts shop/daemonset/agent --control privileged-container --fail-on low
      exits 0 once it is cured, 3 while it cannot be judged.
      "
    `);
  });

  it('of an unknown verdict is the permission that cures it', () => {
    const unknown = small.findings.find(({ verdict }) => verdict === 'unknown') as Finding;
    expect(explainFinding(small, unknown)).toContain(
      'pods is forbidden. Grant list on pods in namespace shop.',
    );
  });
});

describe('the command that verifies a cure', () => {
  it('is the one that was run, without its outputs', () => {
    const command = 'plimsoll scan --context blue -o table --output sarif=out.sarif --by owner';
    const report = { ...small, run: { ...small.run, command } };
    expect(ticketMarkdown(report, privileged)).toContain(
      '`plimsoll scan --context blue shop/daemonset/agent --control privileged-container --fail-on low`',
    );
  });
});

describe('the story of a control', () => {
  it('is this', () => {
    const counts = small.controls[0]?.counts;
    expect(
      explainControl(control('privileged-container', 'critical', 'runtime'), {
        cases: 4,
        ...(counts && { counts }),
      }),
    ).toMatchInlineSnapshot(`
      "Title of privileged-container
      privileged-container, ■ critical, runtime

      Why
      Why privileged-container matters.

      Rule
        rule(privileged-container)

      Cure
      Cure of privileged-container.

      May break
      What privileged-container breaks.

      Undo
      Undo of privileged-container.

      Covers
        KSP-privileged-container

      Frameworks
        cis-eks@1.8.0 4.2.1 (sourced)

      Verdicts in this run
        2 fail

      References
        https://example.com/why

      catalog/controls/privileged-container.yaml, 4 cases
      "
    `);
  });
});

describe('an id', () => {
  it('finds a finding by object, instance, beginning or cause', () => {
    const { objectId, instanceId } = privileged;
    for (const id of [objectId, instanceId, objectId.slice(0, 8), small.causes[0]?.id ?? '']) {
      expect(findFinding(small, id)?.objectId).toBe(objectId);
    }
    expect(findFinding(small, objectId.slice(0, 3))).toBeUndefined();
    expect(findFinding(small, 'ffffffff')).toBeUndefined();
  });
});
