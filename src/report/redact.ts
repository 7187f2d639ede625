import { createHmac } from 'node:crypto';
import { parseRedacted } from '../cluster/index.ts';
import { collectNames } from './redact-names.ts';
import { redactText } from './redact-text.ts';
import type { Report } from './schema.ts';

/** `Deployment shop/api`: a cause that is changed at the object itself. */
const objectName = /^[A-Z]\w* \S+$/;

/**
 * The report for people outside: names of clusters, servers, readers, teams, scopes, namespaces, objects, containers,
 * images and files become pseudonyms (`namespace-3f2a91c0`), ids are replaced, strings found in fields and the reasons that
 * people wrote are left out. Verdicts, counts, scores and the catalogue stay.
 *
 * A pseudonym is a keyed hash: with the same key the same name is the same in every report, and without the key names
 * cannot be guessed by trying them, which a plain hash would allow.
 * @param key at least 16 characters, kept by whoever redacts
 */
export function redactReport(report: Report, key: string): Report {
  if (key.length < 16) throw new RangeError('The key for redaction needs at least 16 characters.');
  const keyed = (text: string) => createHmac('sha256', key).update(text).digest('hex');
  const names = new Map<string, string>();
  for (const [name, role] of collectNames(report)) names.set(name, `${role}-${keyed(name).slice(0, 8)}`);
  const texts = new Map<string, string>();
  const remember = (text: string, redacted: string) => {
    texts.set(text, redacted);
    return redacted;
  };
  const places = new Map(
    report.workloads.map(({ sourceOfTruth: { kind, name, changeAt } }) => [
      changeAt.split(';')[0] ?? changeAt,
      `${kind} ${names.get(name ?? '') ?? 'source'}`,
    ]),
  );
  const redactor: Redactor = {
    id: (text) => keyed(text).slice(0, 16),
    text: (text) => texts.get(text) ?? remember(text, redactText(text, names)),
    place: (text) =>
      places.get(text) ??
      (objectName.test(text) ? redactText(text, names) : `place-${keyed(text).slice(0, 8)}`),
  };
  return redactWith(report, redactor);
}

interface Redactor {
  id(text: string): string;
  text(text: string): string;
  /** Where a cause is changed: prose about a source of truth holds names that stand nowhere else. */
  place(text: string): string;
}

function redactWith(report: Report, redactor: Redactor): Report {
  const { id, text, place } = redactor;
  const titles = new Map(report.controls.map(({ id: control, title }) => [control, title]));
  return {
    ...walk(report, text),
    tool: report.tool,
    controls: report.controls,
    run: {
      ...report.run,
      command: text(report.run.command),
      filters: report.run.filters.map(text),
      redacted: true,
    },
    causes: report.causes.map((cause) => ({
      ...cause,
      id: id(cause.id),
      changeAt: place(cause.changeAt),
      clusters: cause.clusters.map(text),
    })),
    findings: report.findings.map((finding) =>
      redactFinding(finding, titles.get(finding.control) ?? finding.control, redactor),
    ),
    workloads: report.workloads.map((workload) => ({
      ...walk(workload, text),
      sourceOfTruth: {
        ...walk(workload.sourceOfTruth, text),
        evidence: [],
        changeAt: place(workload.sourceOfTruth.changeAt.split(';')[0] ?? ''),
      },
    })),
    exceptions: report.exceptions.map((exception) => ({
      ...exception,
      id: text(exception.id),
      owner: text(exception.owner),
      reason: hidden,
      ...(exception.approver !== undefined && { approver: text(exception.approver) }),
      ...(exception.ticket !== undefined && { ticket: hidden }),
      ...(exception.covers !== undefined && { covers: hidden }),
      ...(exception.file !== undefined && { file: text(exception.file) }),
    })),
  };
}

const hidden = '(redacted)';

function redactFinding(
  finding: Report['findings'][number],
  title: string,
  { id, text }: Redactor,
): Report['findings'][number] {
  // A digest of a value that can be guessed would tell whether the guess is right.
  const {
    control,
    verdict,
    severity,
    message,
    evidence,
    fix,
    reason,
    contentDigest: _guessable,
    ...rest
  } = finding;
  return {
    ...walk(rest, text),
    control,
    verdict,
    severity,
    // A sentence about a failure may hold values of fields; what could not be read is told by names alone.
    message: verdict === 'unknown' ? text(message) : title,
    objectId: id(finding.objectId),
    instanceId: id(finding.instanceId),
    subject: { ...walk(finding.subject, text), group: finding.subject.group, kind: finding.subject.kind },
    evidence: evidence.map((each) => ({
      ...walk(each, text),
      path: hideKeys(each.path),
      ...(each.value !== undefined && { value: hideStrings(each.value) }),
      ...(each.expected !== undefined && { expected: each.expected }),
    })),
    ...(fix && {
      fix: {
        ...fix,
        object: walk(fix.object, text),
        patch: fix.patch.map(({ op, path, value }) => ({
          op,
          path: hidePointer(path),
          ...(value !== undefined && { value: hideIn(value, true) }),
        })),
      },
    }),
    ...(reason !== undefined && { reason: hidden }),
  };
}

/** The same structure with every string redacted, except what the schema itself enumerates. */
function walk<Value>(value: Value, text: (value: string) => string, field = ''): Value {
  if (typeof value === 'string') return (vocabulary.has(field) ? value : text(value)) as Value;
  if (Array.isArray(value)) return value.map((each) => walk(each, text, field)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, walk(each, text, key)]),
  ) as Value;
}

/** Fields that hold words of Kubernetes or of the report, never a name that somebody chose. */
const vocabulary: ReadonlySet<string> = new Set([
  'schema',
  'group',
  'kind',
  'state',
  'source',
  'provider',
  'gitVersion',
  'severity',
  'verdict',
  'containerType',
  'startedAt',
  'endedAt',
  'at',
  'version',
  'resource',
  'apiGroup',
  'verbs',
  'code',
  'change',
  'failOn',
  'exceptedBy',
  'baseline',
  'rule',
  'cap',
  'meaning',
]);

/** Values of fields: true, 3 and ALL tell nothing about their owner, any other string may. */
function hideStrings(value: string): string {
  try {
    return JSON.stringify(hideIn(JSON.parse(value)));
  } catch {
    return JSON.stringify(hidden);
  }
}

function hideIn(value: unknown, keepKeys = false): unknown {
  if (typeof value === 'string') {
    const credential = parseRedacted(value);
    if (credential !== undefined) return `(redacted: ${credential.detector})`;
    return /^[A-Z][A-Za-z_]*$/.test(value) ? value : hidden;
  }
  if (Array.isArray(value)) return value.map((each) => hideIn(each, keepKeys));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each], index) => [
    keepKeys ? key : `field${index}`,
    hideIn(each, keepKeys),
  ]);
  return Object.fromEntries(entries);
}

/** Keys of labels, annotations and the like are chosen by people: `metadata.labels['(redacted)']`. */
function hideKeys(path: string): string {
  return path.replaceAll(/\['((?:[^'\\]|\\.)*)'\]/g, (whole, name: string) =>
    isStandard(name) ? whole : `['${hidden}']`,
  );
}

function hidePointer(path: string): string {
  const steps = path.split('/');
  return steps
    .map((step, index) => {
      const chosen = ['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'stringData'].includes(
        steps[index - 1] ?? '',
      );
      return chosen && !isStandard(step.replaceAll('~1', '/')) ? hidden : step;
    })
    .join('/');
}

function isStandard(name: string): boolean {
  return /(^|\.)(kubernetes|k8s)\.io\//.test(name);
}
