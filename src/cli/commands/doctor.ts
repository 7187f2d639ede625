import { quotedWord } from '../../report/index.ts';
import type { AccessAssessment, MissingAccess } from '../../sources/kubernetes/index.ts';
import { checkAccess, KubernetesSourceError } from '../../sources/kubernetes/index.ts';
import { formatError } from '../errors.ts';
import type { TargetFlags } from '../flags.ts';
import { printText, sayText } from '../output.ts';
import { paletteFor } from '../palette.ts';
import { clientFor, contextNames } from '../read/live.ts';

interface DoctorFlags extends TargetFlags {
  readonly check?: boolean;
  readonly output: 'text' | 'yaml' | 'json';
  readonly withSecrets?: boolean;
}

/**
 * `plimsoll doctor`: 0, or with `--check` 3 when something needed cannot be read. Secrets are not needed. Of several
 * contexts one that cannot be reached is said and does not hide the others.
 */
export async function runDoctor(flags: DoctorFlags): Promise<number> {
  const names = await contextNames(flags);
  let incomplete = false;
  for (const name of names) {
    try {
      const { assessment, context } = await assess(name, flags);
      incomplete ||= !(flags.withSecrets === true ? assessment.complete : assessment.completeWithoutSecrets);
      printText(render(assessment, context, flags));
    } catch (error) {
      if (names.length === 1 || !(error instanceof KubernetesSourceError)) throw error;
      sayText(`${name}: ${formatError(error)}\n`);
      incomplete = true;
    }
  }
  return flags.check === true && incomplete ? 3 : 0;
}

async function assess(name: string | undefined, flags: DoctorFlags) {
  const client = await clientFor(name, flags);
  try {
    const context = client.connection.context ?? client.connection.server;
    return { assessment: await checkAccess(client), context };
  } finally {
    await client.close();
  }
}

function render(assessment: AccessAssessment, context: string, flags: DoctorFlags): string {
  if (flags.output === 'json') return `${JSON.stringify({ context, ...assessment }, null, 2)}\n`;
  const { withoutSecrets, withSecrets } = assessment.cure;
  if (flags.output === 'yaml') return flags.withSecrets === true ? withSecrets : withoutSecrets;
  return text(assessment, context, flags);
}

function text(assessment: AccessAssessment, context: string, flags: DoctorFlags): string {
  const { strong, good, unknown } = paletteFor(flags);
  const { readable, denied, failed, leftOut } = assessment;
  const lines = [
    strong(`${context}, as ${assessment.reader ?? 'a user the server does not name'}`),
    '',
    readable.length === 0
      ? unknown('Nothing can be read.')
      : good(`${count(readable.length, 'resource type')} can be read.`),
  ];
  if (denied.length > 0)
    lines.push(
      '',
      unknown(`${count(denied.length, 'resource type')} may not be read, so these stay unknown:`),
      ...denied.flatMap(missing),
    );
  if (failed.length > 0)
    lines.push(
      '',
      unknown(`${count(failed.length, 'resource type')} failed for another reason; no grant cures that:`),
      ...failed.flatMap(missing),
    );
  if (leftOut.length > 0) {
    const names = [...new Set(leftOut.map(({ resource }) => resource))];
    lines.push('', ...wrapped(`Left out on purpose: ${names.join(', ')}.`, ''));
  }
  lines.push('', ...cure(assessment, flags));
  return `${lines.join('\n')}\n`;
}

/** The commands that print the role in two tiers, for the cluster that was asked. */
function cure({ denied, completeWithoutSecrets }: AccessAssessment, flags: DoctorFlags): string[] {
  const { strong, good, command } = paletteFor(flags);
  if (denied.length === 0) return [good('Nothing is missing.')];
  const doctor = ['plimsoll doctor', ...chosenCluster(flags), '-o yaml'].join(' ');
  const withoutSecrets = [
    'Without Secrets, everything but the few checks over Secrets is complete:',
    command(`  ${doctor} | kubectl apply -f -`),
    '',
  ];
  return [
    strong('The cure'),
    ...(completeWithoutSecrets ? ['Nothing is missing but Secrets.'] : withoutSecrets),
    'RBAC cannot grant the metadata of Secrets alone: whoever may list them can read',
    'their values. Plimsoll turns values into keyed hashes as it reads; whether that',
    'is enough is your decision:',
    command(`  ${doctor} --with-secrets | kubectl apply -f -`),
  ];
}

function chosenCluster({ kubeconfig, context, as }: DoctorFlags): string[] {
  return [
    ...(kubeconfig === undefined ? [] : [`--kubeconfig ${quotedWord(kubeconfig)}`]),
    ...(context ?? []).map((name) => `--context ${quotedWord(name)}`),
    ...(as === undefined ? [] : [`--as ${quotedWord(as)}`]),
  ];
}

function missing({ resource, group, reason, hides }: MissingAccess): string[] {
  const name = group === '' ? resource : `${resource}.${group}`;
  const said = reason === undefined ? [] : wrapped(`said: ${reason}`, '      ');
  return [`  ${name}`, ...wrapped(`hides: ${hides}`, '      '), ...said];
}

/** Lines of at most 80 columns. */
function wrapped(text: string, margin: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && margin.length + 2 + last.length + word.length >= 80) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line, index) => `${margin}${index === 0 ? '' : '  '}${line}`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
