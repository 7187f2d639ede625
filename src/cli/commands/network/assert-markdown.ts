import type { AssertionsDocument } from '../../../network/index.ts';
import { inlineCode, plainText } from '../../../report/index.ts';
import {
  type AssertionRow,
  assertionText,
  countsText,
  verdictWords,
  witnessReasons,
  witnessText,
} from './assert-document.ts';
import { capital } from './assert-table.ts';

/** The evidence that an auditor takes: what was asserted and found, on what it rests, and what was not read. */
export function assertionsMarkdown(document: AssertionsDocument): string {
  const { clusters, basis, tool, time, file, command } = document;
  const parts = [
    '# Evidence of network segmentation',
    `**${capital(basis)}.** What network policies allow was judged as the plugin of the cluster reads them; no packet was sent.`,
    [
      `- Assertions: ${inlineCode(file.path)}, ${inlineCode(file.digest)}`,
      `- Time: ${time} (UTC)`,
      `- Tool: plimsoll ${plainText(tool)}`,
      `- Command: ${inlineCode(command)}`,
    ].join('\n'),
    ...clusters.flatMap(clusterParts),
    '## How to read it',
    [
      '- *deny*: nobody of *from* reaches any of *to*. *only*: nobody but *from* does, from the cluster or from outside; what *to* sends itself does not count. *allow*: all of *from* reach all of *to*.',
      '- Without a port any port of TCP, UDP and SCTP is meant. The node of a pod always reaches it, which no policy takes away and which is not counted.',
      '- *Not known* is not a pass.',
    ].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function clusterParts({
  name,
  error,
  facts,
  unread,
  assertions,
}: AssertionsDocument['clusters'][number]): string[] {
  if (error !== undefined) return [`## Cluster ${plainText(name)}`, `Not read: ${plainText(error)}`];
  const policies = [...new Set(assertions.flatMap((row) => row.policies))].sort();
  return [
    `## Cluster ${plainText(name)}`,
    `${countsText(assertions)}.`,
    [
      '| assertion | what it says | from | to | verdict |',
      '|---|---|---|---|---|',
      ...assertions.map(
        (row) =>
          `| ${plainText(row.id)} | ${plainText(assertionText(row))} | ${sizeText(row.from)} | ${sizeText(row.to)} | ${verdictText(row)} |`,
      ),
    ].join('\n'),
    ...assertions.filter(hasDetail).flatMap(detailParts),
    '### What it rests on',
    [
      ...facts.map((fact) => `- ${plainText(capital(fact))}`),
      unread.length === 0
        ? '- Pods, namespaces and policies were read.'
        : unread.map((each) => `- Not read: ${plainText(each)}`).join('\n'),
    ].join('\n'),
    '### Policies relied on',
    policies.length === 0 ? 'None.' : policies.map((each) => `- ${inlineCode(each)}`).join('\n'),
  ];
}

function verdictText({ verdict }: AssertionRow): string {
  return verdict === 'holds' ? verdictWords[verdict] : `**${verdictWords[verdict]}**`;
}

function sizeText({ pods, addresses }: AssertionRow['from']): string {
  const count = pods === 1 ? '1 pod' : `${pods} pods`;
  if (!addresses) return count;
  return pods === 0 ? 'addresses' : `${count}, addresses`;
}

function hasDetail({ reason, verdict }: AssertionRow): boolean {
  return reason !== undefined || verdict !== 'holds';
}

function detailParts({ id, reason, verdict, reasons, witnesses, more }: AssertionRow): string[] {
  const lines = [
    ...reasons.map((each) => `- Not known: ${plainText(each)}`),
    ...witnesses.flatMap((witness) => [
      `- ${inlineCode(witnessText(witness))}`,
      ...witnessReasons(witness).map((each) => `  - ${plainText(each)}`),
    ]),
    ...(more ? ['- and perhaps more'] : []),
  ];
  return [
    `### ${plainText(id)}: ${verdictWords[verdict]}`,
    ...(reason === undefined ? [] : [plainText(reason)]),
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
  ];
}
