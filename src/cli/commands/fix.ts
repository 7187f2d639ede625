import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ClusterObject } from '../../cluster/index.ts';
import type { Severity } from '../../controls/index.ts';
import { unifiedDiff } from '../../remediation/index.ts';
import { type Finding, problemText, type Report } from '../../report/index.ts';
import { commandLine, readingWords } from '../command-line.ts';
import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import { type FileRepair, type FixPlan, planFixes } from '../fix/plan.ts';
import { breakageNotes, summaryOf } from '../fix/summary.ts';
import { reencode, replaceFile } from '../fix/text-file.ts';
import type { ReadFlags } from '../flags.ts';
import { planRun } from '../judge/plan-run.ts';
import { produceReport } from '../judge/produce-report.ts';
import { sayText, writeExactly } from '../output.ts';
import { createProgress } from '../progress.ts';
import { readFleet, readingContext } from '../read/fleet.ts';
import { type FleetMember, isRead } from '../read/member.ts';
import { resolveTargets, type Targets } from '../target.ts';

interface FixFlags extends ReadFlags {
  readonly write?: boolean;
  readonly all?: boolean;
  readonly severity?: Severity;
}

/** How standard input is called where files have names. */
const stdinName = 'stdin';

/**
 * `plimsoll fix`: prints a diff that cures what can be cured without asking, or writes it with `--write`. 0 when there is
 * nothing to do or it is done, 1 when a diff was printed (as `diff` does, so that a check in CI needs no comparison), 2 for
 * errors, 3 when something could not be read and may need a fix as well.
 */
export async function runFix(texts: readonly string[], flags: FixFlags): Promise<number> {
  const startedAt = new Date().toISOString();
  const targets = targetsOf([...texts, ...(flags.filename ?? [])], flags);
  const plan = planRun({ targets, config: loadConfig(flags.config), flags });
  const progress = createProgress(flags.quiet === true);
  try {
    const stdin = targets.manifests.includes('-') ? await standardInput() : undefined;
    const context = await readingContext(flags, plan.config, progress);
    const members = await readFleet(targets, { ...context, ...(stdin && { stdin }) });
    const command = commandLine(['scan', ...texts, ...readingWords(flags)]);
    const report = produceReport({ ...plan, command, startedAt, members });
    const objectsByFile = objectsInFiles(members);
    const clusters = new Map(members.filter(isRead).map(({ cluster }) => [cluster.identity.id, cluster]));
    const fixes = planFixes(openFindings(report, flags.severity), {
      all: flags.all === true,
      clusterOf: ({ cluster }) => clusters.get(cluster),
      objectsOf: (file) => objectsByFile.get(file) ?? [],
      readFile: (file) => (file === stdinName && stdin !== undefined ? stdin : readFileSync(file)),
    });
    progress.done();
    return await deliver(fixes, report, { ...flags, stdin });
  } finally {
    progress.done();
  }
}

function objectsInFiles(members: readonly FleetMember[]): Map<string | undefined, ClusterObject[]> {
  const objects = members.filter(isRead).flatMap(({ cluster }) => [...cluster.objects()]);
  return Map.groupBy(objects, ({ origin }) => origin?.file);
}

function targetsOf(texts: readonly string[], flags: FixFlags): Targets {
  if (texts.length === 0 && !flags.context?.length && flags.allContexts !== true) {
    const hint =
      'Name files or folders: plimsoll fix k8s/. A live cluster is only told where to change it: --context.';
    throw new CliError('usage', 'There is nothing to fix without a path', hint);
  }
  const targets = resolveTargets(texts, flags);
  if (targets.manifests.includes('-') && targets.manifests.length > 1)
    throw new CliError('usage', 'Standard input is fixed alone', 'Leave the other paths out, or the -.');
  return targets;
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const severities: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

function openFindings({ findings }: Report, least: Severity = 'low'): readonly Finding[] {
  return findings.filter(
    ({ verdict, severity }) =>
      verdict === 'fail' && severities.indexOf(severity) >= severities.indexOf(least),
  );
}

async function deliver(
  plan: FixPlan,
  report: Report,
  flags: FixFlags & { readonly stdin: Buffer | undefined },
): Promise<number> {
  const written = flags.write === true;
  const say = (text: string): void => void (flags.quiet !== true && sayText(text));
  if (written && flags.stdin !== undefined) await writeStandardInput(plan, report, flags.stdin, say);
  else for (const repair of plan.files) await deliverFile(repair, report, written, say);
  say(summaryOf(plan, report, written));
  return exitCodeOf(plan, report, written, say);
}

async function deliverFile(
  repair: FileRepair,
  report: Report,
  written: boolean,
  say: (text: string) => void,
): Promise<void> {
  const { file, before, text, edits, secrets } = repair;
  for (const note of breakageNotes(repair, report)) say(`${note}\n`);
  if (!written) {
    const name = file.split(path.sep).join('/');
    const diff = unifiedDiff(name, before.text, edits, secrets);
    await writeExactly(diff.text);
    if (diff.withheld > 0)
      say(
        `# ${file}: ${diff.withheld} of its changes cannot be shown without the value of a secret; --write makes them\n`,
      );
    return;
  }
  replaceFile(file, before.bytes, reencode(before, text));
  say(`${file}\n`);
}

/** The fixed text, or the text as it was where nothing is to fix: a filter never loses its input. */
async function writeStandardInput(
  { files: [repair] }: FixPlan,
  report: Report,
  stdin: Buffer,
  say: (text: string) => void,
): Promise<void> {
  if (repair !== undefined) for (const note of breakageNotes(repair, report)) say(`${note}\n`);
  await writeExactly(repair === undefined ? stdin : reencode(repair.before, repair.text));
}

function exitCodeOf(
  plan: FixPlan,
  { gate, problems }: Report,
  written: boolean,
  say: (text: string) => void,
): number {
  if (gate.errors || gate.incomplete) {
    for (const problem of problems) if (problem.severity === 'error') say(`${problemText(problem)}\n`);
    return gate.errors ? 2 : 3;
  }
  if (plan.left.some(({ why }) => why === 'refused')) return 1;
  return plan.files.length > 0 && !written ? 1 : 0;
}
