import { readFileSync } from 'node:fs';
import { ask, type Question, UnknownEndpoint } from '../../../network/index.ts';
import { csvCell } from '../../../report/index.ts';
import { readNamedFile } from '../../config/checked-yaml.ts';
import { CliError } from '../../errors.ts';
import { sayText, writeStandardOutput } from '../../output.ts';
import { linesText } from '../../shown-text.ts';
import { endpointOf, portOf } from './endpoint.ts';
import { type NetworkFlags, readNetworks } from './read-networks.ts';

export interface NetworkAskFlags extends NetworkFlags {
  readonly questions: string;
  readonly output: 'csv' | 'json';
}

/**
 * `plimsoll network ask`: a row of CSV for each question, with `allow` as 1 or 0, empty where it is not known, and the
 * policies that decide. 0; 2 where a question cannot be read; 3 where one has no answer or something was not read.
 */
export async function runNetworkAsk(targets: readonly string[], flags: NetworkAskFlags): Promise<number> {
  const questions = readQuestions(flags.questions);
  const { networks, isIncomplete } = await readNetworks(flags, targets, { saysUnread: false });
  const [network, ...others] = networks;
  if (network === undefined) throw new CliError('nothing-to-judge', 'No cluster could be read');
  if (others.length > 0) throw new CliError('usage', 'Questions are about one cluster', 'Name one target.');
  let unknown = 0;
  const answers = questions.map(({ cells, question, line }) => {
    const { verdict, policies, reason } = answerTo(network.engine, question, line);
    if (verdict === 'unknown') unknown++;
    return { cells, verdict, policies, reason };
  });
  await writeStandardOutput(flags.output === 'json' ? asJson(answers) : asCsv(answers));
  return unknown > 0 || isIncomplete ? 3 : 0;
}

interface Row {
  readonly cells: readonly string[];
  readonly verdict: 'allow' | 'deny' | 'unknown';
  readonly policies: readonly string[];
  readonly reason: string;
}

function answerTo(engine: Parameters<typeof ask>[0], question: Question, line: number): Omit<Row, 'cells'> {
  try {
    const { verdict, egress, ingress } = ask(engine, question);
    const deciding = [egress, ingress].filter((side) => verdict === 'allow' || side.verdict === verdict);
    return {
      verdict,
      policies: deciding.flatMap(({ policies }) => policies),
      reason: deciding.map(({ reason }) => reason).join('; '),
    };
  } catch (error) {
    if (!(error instanceof UnknownEndpoint)) throw error;
    sayText(linesText([`line ${line}: ${error.message}`]));
    return { verdict: 'unknown', policies: [], reason: error.message };
  }
}

function* asCsv(rows: readonly Row[]): Generator<string> {
  yield 'src,dst,protocol,port,allow,policies\n';
  for (const { cells, verdict, policies } of rows) {
    const allow = verdict === 'allow' ? '1' : verdict === 'deny' ? '0' : '';
    yield `${[...cells, allow, policies.join('; ')].map(csvCell).join(',')}\n`;
  }
}

function* asJson(rows: readonly Row[]): Generator<string> {
  const objects = rows.map(({ cells: [source, destination, protocol, port], verdict, policies, reason }) => ({
    source,
    destination,
    protocol,
    port: Number(port),
    verdict,
    policies,
    reason,
  }));
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
    const of = portOf(`${protocol === '' ? 'TCP' : protocol}/${port}`);
    if (cells.length !== 4 || from === undefined || to === undefined || of === undefined)
      throw new CliError(
        'usage',
        `${file}:${index + 1}: "${row}" is no question`,
        'Write src,dst,protocol,port with NAMESPACE/POD or an address on either side.',
      );
    const question: Question = { source: from, destination: to, ...of };
    return [{ cells: [source, destination, of.protocol, String(of.port)], question, line: index + 1 }];
  });
}
