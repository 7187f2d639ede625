import type { Finding, Report } from '../../report/index.ts';
import { exceptionsVersion } from './schema.ts';

/** Everything that one control finds at one workload. */
type Group = readonly [Finding, ...Finding[]];

/**
 * A file of exceptions for the open findings of a report, one for each control and workload, the gravest first. What a
 * person has to decide is left empty, which no reader accepts.
 * @param expires the last day of each
 */
export function* draftExceptions(
  report: Report,
  findings: readonly Finding[],
  expires: string,
): Generator<string> {
  yield `# Findings of ${report.run.startedAt.slice(0, 10)} (${report.run.command}). Fill in owner and reason of each, and\n`;
  yield '# delete what you will cure instead: until then the file is refused. docs/exceptions.md\n';
  yield `schema: ${exceptionsVersion}\nexceptions:\n`;
  for (const group of grouped(findings)) yield* draft(group, expires);
}

function grouped(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = idOf(finding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function* draft(group: Group, expires: string): Generator<string> {
  const [{ control, subject, severity }] = group;
  const ids = [...new Set(group.map(({ objectId }) => objectId))];
  const messages = [...new Set(group.map(({ message }) => message))];
  yield '\n';
  for (const message of messages.slice(0, 5)) yield `  # ${severity}: ${oneLine(message)}\n`;
  if (messages.length > 5) yield `  # and ${messages.length - 5} more like it\n`;
  yield `  - id: ${text(idOf(group[0]))}\n`;
  yield `    objectIds: [${ids.map((id) => `'${id}'`).join(', ')}]\n`;
  yield* digests(group);
  yield `    controls: [${control}]\n`;
  yield '    scope:\n';
  if (subject.namespace !== '') yield `      namespaces: [${text(subject.namespace)}]\n`;
  yield `      kinds: [${text(kindOf(subject))}]\n`;
  yield `      names: [${text(subject.name)}]\n`;
  yield "    owner: ''\n    reason: ''\n";
  yield `    expires: '${expires}'\n`;
}

/** What is found there today: anything else is another decision. Clusters may differ in it. */
function* digests(group: Group): Generator<string> {
  const byId = Map.groupBy(group, ({ objectId }) => objectId);
  const entries = [...byId].flatMap(([id, findings]) => {
    const found = [...new Set(findings.map(({ contentDigest }) => contentDigest))];
    // A report that is older than digests says nothing of what it saw.
    if (found.includes(undefined)) return [];
    return [`      '${id}': [${found.map((digest) => `'${digest}'`).join(', ')}]\n`];
  });
  if (entries.length > 0) yield* ['    contentDigests:\n', ...entries];
}

/** `shop/Deployment/api/privileged-container` */
function idOf({ control, subject }: Finding): string {
  const { namespace, kind, name } = subject;
  return [namespace, kind, name, control].filter((part) => part !== '').join('/');
}

/** Kinds of the built-in groups are known by their names; another group may have one of the same name. */
function kindOf({ group, kind }: Finding['subject']): string {
  return group.includes('.') && !group.endsWith('.k8s.io') ? `${kind}.${group}` : kind;
}

/** A YAML scalar whatever the name holds; JSON strings are YAML. */
function text(value: string): string {
  return /^[A-Za-z][A-Za-z0-9/_.-]*$/.test(value) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
}

function oneLine(message: string): string {
  return message.replaceAll(/\s+/g, ' ');
}
