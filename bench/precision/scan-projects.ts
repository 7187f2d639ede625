import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCatalogue } from '../../src/controls/index.ts';
import { readCatalogueFiles } from '../../testkit/catalogue/read-catalogue.ts';
import { extract, readProjects } from './projects.ts';
import { type ProjectFinding, sample, severe } from './selection.ts';

/**
 * Scans the pinned public projects with the command line from source and prints what docs/precision.md gives verdicts on:
 * every critical and high finding of a policy, fifty of the rest, and all of the projects that were held out.
 *
 *     node bench/precision/scan-projects.ts [--projects unseen-projects.json] [--into FOLDER] [--mirror FOLDER]
 */
const { values } = parseArgs({
  options: {
    into: { type: 'string', default: join(tmpdir(), 'plimsoll-precision') },
    mirror: { type: 'string' },
    projects: { type: 'string' },
  },
});
const root = join(import.meta.dirname, '../..');
const policies = new Set(
  loadCatalogue(readCatalogueFiles(), { cases: false, skipBroken: true })
    .controls.filter(({ policy }) => policy !== undefined)
    .map(({ id }) => id),
);

mkdirSync(values.into, { recursive: true });
const findings: ProjectFinding[] = [];
const heldOut: ProjectFinding[] = [];
for (const project of readProjects(values.projects)) {
  const folder = extract(project, values.into, values.mirror);
  const report = scan(folder);
  const own = report.findings.filter(({ control }) => policies.has(control));
  const into = project.heldOut === true ? heldOut : findings;
  into.push(...own.map((finding) => ({ ...finding, project: project.repository, folder })));
  const count = (verdict: string) => own.filter((finding) => finding.verdict === verdict).length;
  console.log(
    `${project.repository}@${project.commit.slice(0, 10)}: ${count('fail')} findings, ${count('excepted')} excepted, ${count('unknown')} unknown`,
  );
}
const failures = findings.filter(({ verdict }) => verdict === 'fail');
console.log(`\nCritical and high: ${severe(failures).length}`);
for (const finding of severe(failures)) console.log(line(finding));
console.log(`\nFifty of the other ${failures.length - severe(failures).length}:`);
for (const finding of sample(failures, 50)) console.log(line(finding));
console.log('\nOf the projects held out:');
for (const finding of heldOut.filter(({ verdict }) => verdict === 'fail')) console.log(line(finding));

interface Report {
  readonly findings: readonly Omit<ProjectFinding, 'project' | 'folder'>[];
}

function scan(folder: string): Report {
  const output = `${folder}.json`;
  const main = join(root, 'src/cli/main.ts');
  const given = ['scan', folder, '-q', '--fail-on', 'never', '-o', `json=${output}`];
  try {
    execFileSync(process.execPath, [main, ...given], { stdio: 'ignore' });
  } catch (error) {
    // 3: something of the folder could not be read, which some projects have; the rest was judged
    if ((error as { status?: number }).status !== 3) throw error;
  }
  return JSON.parse(readFileSync(output, 'utf8')) as Report;
}

function line({ project, severity, control, subject, evidence, folder }: ProjectFinding): string {
  const name = `${subject.kind}/${subject.name}${subject.container === undefined ? '' : `/${subject.container}`}`;
  const position = evidence[0]?.position;
  const place = position === undefined ? '' : `${relative(folder, position.file)}:${position.line}`;
  return [project, severity, control, name, place].join(' | ');
}
