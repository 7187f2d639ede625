import type { Severity } from '../../controls/index.ts';
import type { Finding, Report, ReportControl } from '../schema.ts';
import { evidenceText, valueText } from '../text/evidence-value.ts';
import { clusterNames, listed, objectText, sentence, severities, subjectText } from '../text/phrases.ts';
import { invocationOf } from './sarif-invocation.ts';
import { fileUri } from './uri.ts';

/**
 * Limits of GitHub code scanning: an upload beyond the first is refused.
 * https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
const maximumResults = 25_000;
const maximumTags = 10;

/** Values in the middle of GitHub's bands: over 9.0 critical, 7.0 high, 4.0 medium, over 0.1 low. */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};
const level: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/**
 * SARIF 2.1.0, one run (https://docs.oasis-open.org/sarif/sarif/v2.1.0/). One result per finding whatever the number of
 * clusters it is open in, because fingerprints leave the cluster out: a cluster that is added or rebuilt opens no new
 * alerts. Failures and accepted risk (as suppressed) are results; what could not be judged is a notification, since an
 * alert for it would be closed by nobody.
 */
export function* formatSarif(report: Report): Generator<string> {
  const groups = groupByObject(report);
  const kept = groups.slice(0, maximumResults);
  const rules = report.controls.filter((control) => kept.some(([first]) => first.control === control.id));
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));
  const head = {
    tool: { driver: driverOf(report, rules) },
    invocations: [invocationOf(report, groups.length - kept.length)],
    columnKind: 'utf16CodeUnits',
    automationDetails: { id: 'plimsoll/' },
    properties: provenanceOf(report),
  };
  yield '{"version":"2.1.0","$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json","runs":[\n';
  yield `${JSON.stringify(head).slice(0, -1)},\n"results":[`;
  const names = clusterNames(report);
  for (const [index, group] of kept.entries()) {
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(resultOf(report, group, ruleIndex, names))}`;
  }
  yield '\n]}]}\n';
}

type Group = [Finding, ...Finding[]];

/** The same finding of several clusters together, the most severe first, otherwise in the order of the report. */
function groupByObject({ findings }: Report): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    if ((finding.verdict !== 'fail' && finding.verdict !== 'excepted') || finding.change === 'cured')
      continue;
    const key = `${finding.verdict}/${finding.objectId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].sort(
    ([one], [other]) => severities.indexOf(one.severity) - severities.indexOf(other.severity),
  );
}

function driverOf(report: Report, rules: readonly ReportControl[]) {
  return {
    name: 'Plimsoll',
    semanticVersion: report.tool.version,
    rules: rules.map(ruleOf),
  };
}

function ruleOf(control: ReportControl) {
  const { id, title, severity, why, remediation, references } = control;
  const help = [
    why,
    remediation.summary,
    ...(remediation.mayBreak === undefined ? [] : [`May break: ${remediation.mayBreak}`]),
  ];
  const links = references.map((url) => `- <${url}>`);
  const rule = control.rule.length === 0 ? [] : ['**Rule**', `\`\`\`\n${control.rule.join('\n')}\n\`\`\``];
  return {
    id,
    name: title,
    shortDescription: { text: title },
    fullDescription: { text: why === '' ? title : why },
    help: {
      text: [...help, ...references].join('\n\n'),
      markdown: [
        `**Why** ${why}`,
        `**Cure** ${remediation.summary}`,
        ...help.slice(2),
        ...rule,
        links.join('\n'),
      ].join('\n\n'),
    },
    ...(references[0]?.startsWith('https://') && { helpUri: references[0] }),
    defaultConfiguration: { level: level[severity] },
    properties: {
      'security-severity': securitySeverity[severity],
      precision: 'very-high',
      tags: ['security', 'kubernetes', control.area, ...control.refs].slice(0, maximumTags),
    },
  };
}

function resultOf(
  report: Report,
  group: Group,
  ruleIndex: ReadonlyMap<string, number>,
  names: ReadonlyMap<string, string>,
) {
  const [finding] = group;
  const clusters = group.map(({ cluster }) => names.get(cluster) ?? cluster);
  const cause = finding.cause === undefined ? undefined : report.causes[finding.cause];
  const index = ruleIndex.get(finding.control);
  return {
    ruleId: finding.control,
    ...(index !== undefined && { ruleIndex: index }),
    kind: 'fail',
    level: level[finding.severity],
    message: { text: messageOf(report, finding, clusters) },
    locations: [locationOf(finding)],
    partialFingerprints: fingerprintsOf(finding),
    ...(finding.verdict === 'excepted' && { suppressions: [suppressionOf(finding)] }),
    properties: {
      clusters,
      scopes: finding.scopes,
      ...(finding.change !== undefined && { change: finding.change }),
      ...(finding.baseline !== undefined && { baseline: finding.baseline }),
      ...(cause !== undefined && { changeAt: cause.changeAt, causeId: cause.id }),
    },
  };
}

/** GitHub matches alerts by `primaryLocationLineHash` alone, and would make it up from the line in the file. */
function fingerprintsOf({ objectId }: Finding) {
  return { 'plimsollObjectId/v1': objectId, primaryLocationLineHash: `${objectId}:1` };
}

function messageOf(report: Report, finding: Finding, clusters: readonly string[]): string {
  const all = report.clusters.length;
  const where = all < 2 ? '' : ` In ${clusters.length} of ${all} clusters: ${listed(clusters)}.`;
  const facts = finding.evidence.map((evidence) => ` ${evidenceText(evidence)}.`).join('');
  return `${subjectText(finding)}: ${sentence(finding.message)}${facts}${where}`;
}

/** An annotation is in the source; a file of exceptions and the catalogue stand outside of it. */
function suppressionOf({ reason, exception, exceptedBy }: Finding) {
  return {
    kind: exceptedBy === 'annotation' ? 'inSource' : 'external',
    status: 'accepted',
    ...(reason !== undefined && { justification: reason }),
    ...(exceptedBy !== undefined && { properties: { exceptedBy, ...(exception && { exception }) } }),
  };
}

/**
 * Manifests have a real place. Objects of a live cluster have none, and GitHub refuses a file in which a result has no
 * artifact, so they get a path that names the object and that no repository has.
 */
function locationOf(finding: Finding) {
  const { subject } = finding;
  const evidence = finding.evidence.find(({ position }) => position !== undefined) ?? finding.evidence[0];
  const position = evidence?.position;
  const parts = [
    'kubernetes',
    subject.group === '' ? 'core' : subject.group,
    subject.kind,
    subject.namespace,
    subject.name,
  ];
  const uri = position?.template ?? position?.file ?? parts.filter((part) => part !== '').join('/');
  return {
    physicalLocation: {
      artifactLocation: { uri: fileUri(uri) },
      region:
        position === undefined || position.template !== undefined
          ? { startLine: 1 }
          : { startLine: Math.max(1, position.line), startColumn: Math.max(1, position.column) },
    },
    logicalLocations: [
      {
        name: subject.name,
        fullyQualifiedName: [objectText(subject), subject.container, evidence?.path]
          .filter((part) => part !== undefined)
          .join('#'),
        kind: 'object',
        ...(evidence !== undefined && {
          properties: { path: evidence.path, value: valueText(evidence.value) },
        }),
      },
    ],
  };
}

function provenanceOf({ run, clusters, score, gate, exceptions, notConnected }: Report) {
  return {
    run,
    gate,
    ...(score && { score }),
    notConnected,
    exceptions,
    clusters: clusters.map(({ coverage, ...cluster }) => ({
      ...cluster,
      unread: coverage.filter(({ state }) => state !== 'read' && state !== 'not-served'),
    })),
  };
}
