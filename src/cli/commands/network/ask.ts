import { readFileSync } from 'node:fs';
import {
  type Answer,
  ask,
  type NetworkEngine,
  type Question,
  UnknownEndpoint,
} from '../../../network/index.ts';
import { csvCell } from '../../../report/index.ts';
import { readNamedFile } from '../../config/checked-yaml.ts';
import { CliError } from '../../errors.ts';
import { sayText, writeStandardOutput } from '../../output.ts';
import { linesText } from '../../shown-text.ts';
import { endpointOf, icmpOf, portOf } from './endpoint.ts';
import { type NetworkFlags, readNetworks } from './read-networks.ts';
import { type CombinedVerdict, combined, leadOf } from './through-service.ts';

export interface NetworkAskFlags extends NetworkFlags {
  readonly questions: string;
  readonly output: 'csv' | 'json';
}

/**
 * `plimsoll network ask`: a row of CSV for each question, with `allow` as 1 or 0, `mixed` where a Service has backends of both
 * kinds, empty where it is not known, and the policies that decide. 0; 2 where a question cannot be read; 3 where one has no
 * answer or something was not read.
 */
export async function runNetworkAsk(targets: readonly string[], flags: NetworkAskFlags): Promise<number> {
  const questions = readQuestions(flags.questions);
  const { networks, isIncomplete } = await readNetworks(flags, targets, {
    saysUnread: false,
    namespaceUse: 'to-read',
  });
  const [network, ...others] = networks;
  if (network === undefined) throw new CliError('nothing-to-judge', 'No cluster could be read');
  if (others.length > 0) throw new CliError('usage', 'Questions are about one cluster', 'Name one target.');
  const answers = questions.map(({ cells, question, line }) => ({
    cells,
    ...answerTo(network.engine, question, line),
  }));
  await writeStandardOutput(flags.output === 'json' ? asJson(answers) : asCsv(answers));
  return isIncomplete || answers.some(({ verdict }) => verdict === 'unknown') ? 3 : 0;
}

interface Row {
  readonly cells: readonly string[];
  readonly verdict: CombinedVerdict;
  readonly policies: readonly string[];
  readonly reason: string;
}

function answerTo(engine: NetworkEngine, question: Question, line: number): Omit<Row, 'cells'> {
  try {
    const answer = askThrough(engine, question);
    if (answer.said !== undefined) sayText(linesText([`line ${line}: ${answer.said}.`]));
    const { verdict, answers, said } = answer;
    const deciding = answers.flatMap(({ verdict: own, egress, ingress }) =>
      [egress, ingress].filter((side) => own === 'allow' || side.verdict === own),
    );
    const reasons = [...new Set(deciding.map(({ reason }) => reason))];
    return {
      verdict,
      policies: [...new Set(deciding.flatMap(({ policies }) => policies))],
      reason: reasons.length > 0 ? reasons.join('; ') : (said ?? ''),
    };
  } catch (error) {
    if (!(error instanceof UnknownEndpoint)) throw error;
    sayText(linesText([`line ${line}: ${error.message}`]));
    return { verdict: 'unknown', policies: [], reason: error.message };
  }
}

/** What a question comes to; `said` of a Service where there is more to say than its backends. */
function askThrough(
  engine: NetworkEngine,
  question: Question,
): { readonly verdict: CombinedVerdict; readonly answers: readonly Answer[]; readonly said?: string } {
  const lead = leadOf(engine, question);
  if (lead === undefined) {
    const answer = ask(engine, question);
    return { verdict: answer.verdict, answers: [answer] };
  }
  const { source } = question;
  const answers = lead.backends.map(({ destination, traffic }) =>
    ask(engine, { source, destination, ...traffic }),
  );
  return {
    verdict: combined(answers, lead.otherwise),
    answers,
    ...(answers.length === 0 && { said: lead.said }),
  };
}

const allowCells = { allow: '1', deny: '0', mixed: 'mixed', unknown: '' } as const;

function* asCsv(rows: readonly Row[]): Generator<string> {
  yield 'src,dst,protocol,port,allow,policies\n';
  for (const { cells, verdict, policies } of rows)
    yield `${[...cells, allowCells[verdict], policies.join('; ')].map(csvCell).join(',')}\n`;
}

function* asJson(rows: readonly Row[]): Generator<string> {
  const objects = rows.map(
    ({ cells: [source, destination, protocol, port = ''], verdict, policies, reason }) => ({
      source,
      destination,
      protocol,
      port: /^\d+$/.test(port) && !protocol?.startsWith('ICMP') ? Number(port) : port,
      verdict,
      policies,
      reason,
    }),
  );
  yield `${JSON.stringify(objects, null, 2)}\n`;
}

/** Rows `src,dst,protocol,port`; a first row of these names is left out, and so are empty lines. */
function readQuestions(file: string) {
  const bytes =
    file === '-'
      ? readFileSync(0)
      : readNamedFile(file, 'usage', 'Name a file of rows src,dst,protocol,port, or - for standard input.');
  const text = bytes.toString('utf8');
  return text.split(/\r?\n/).flatMap((row, index) => {
    if (row.trim() === '' || (index === 0 && /^src\s*,/i.test(row))) return [];
    const cells = row.split(',').map((each) => each.trim());
    const [source = '', destination = '', protocol = '', port = ''] = cells;
    const from = endpointOf(source);
    const to = endpointOf(destination);
    const of = /^icmp/i.test(protocol)
      ? icmpOf(port === '' ? protocol : `${protocol}/${port}`)
      : portOf(`${protocol === '' ? 'TCP' : protocol}/${port}`);
    if (cells.length !== 4 || from === undefined || to === undefined || of === undefined)
      throw new CliError(
        'usage',
        `${file}:${index + 1}: "${row}" is no question`,
        'Write src,dst,protocol,port with NAMESPACE/POD or an address on either side, or NAMESPACE/svc/NAME as dst; for ICMP and ICMPv6 the port is a TYPE or TYPE/CODE.',
      );
    const question: Question = { source: from, destination: to, ...of };
    return [{ cells: [source, destination, of.protocol, port], question, line: index + 1 }];
  });
}
