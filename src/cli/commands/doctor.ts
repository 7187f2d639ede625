import type { AccessAssessment, MissingAccess } from '../../sources/kubernetes/index.ts';
import { checkAccess } from '../../sources/kubernetes/index.ts';
import type { TargetFlags } from '../flags.ts';
import { paletteFor } from '../palette.ts';
import { clientFor, contextNames } from '../read/live.ts';

interface DoctorFlags extends TargetFlags {
  readonly check?: boolean;
  readonly output: 'text' | 'yaml' | 'json';
  readonly withSecrets?: boolean;
}

/** `plimsoll doctor`: 0, or with `--check` 3 when something needed cannot be read. Secrets are not needed. */
export async function runDoctor(flags: DoctorFlags): Promise<number> {
  let incomplete = false;
  for (const name of await contextNames(flags)) {
    const client = await clientFor(name, flags);
    try {
      const assessment = await checkAccess(client);
      incomplete ||= !(flags.withSecrets === true ? assessment.complete : assessment.completeWithoutSecrets);
      process.stdout.write(render(assessment, client.connection.context ?? client.connection.server, flags));
    } finally {
      await client.close();
    }
  }
  return flags.check === true && incomplete ? 3 : 0;
}

function render(assessment: AccessAssessment, context: string, flags: DoctorFlags): string {
  if (flags.output === 'json') return `${JSON.stringify({ context, ...assessment }, null, 2)}\n`;
  const { withoutSecrets, withSecrets } = assessment.cure;
  if (flags.output === 'yaml') return flags.withSecrets === true ? withSecrets : withoutSecrets;
  return text(assessment, context, flags);
}

function text(assessment: AccessAssessment, context: string, flags: DoctorFlags): string {
  const { strong, good, unknown, command } = paletteFor(flags);
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
  if (leftOut.length > 0)
    lines.push(
      '',
      `${count(leftOut.length, 'resource type')} left out on purpose: ${leftOut.map(({ resource }) => resource).join(', ')}`,
    );
  if (denied.length > 0) {
    lines.push(
      '',
      strong('The cure'),
      'Without Secrets, everything but the few checks over Secrets is complete:',
      command('  plimsoll doctor -o yaml | kubectl apply -f -'),
      'RBAC cannot grant the metadata of Secrets alone: whoever may list them can read their values. Plimsoll turns',
      'values into keyed hashes as it reads; whether that is enough is your decision:',
      command('  plimsoll doctor -o yaml --with-secrets | kubectl apply -f -'),
    );
  } else lines.push('', good('Nothing is missing.'));
  return `${lines.join('\n')}\n`;
}

function missing({ resource, group, reason, hides }: MissingAccess): string[] {
  const name = group === '' ? resource : `${resource}.${group}`;
  return [`  ${name}`, `      hides: ${hides}`, ...(reason === undefined ? [] : [`      said: ${reason}`])];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
