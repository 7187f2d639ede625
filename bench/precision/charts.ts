import { cpSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';

interface Dependency {
  readonly name: string;
  readonly repository?: string;
}

/**
 * Makes the charts below a folder render without a network: a dependency with a `file://` address is copied to the
 * `charts/` of its chart, one of another repository is taken out of Chart.yaml, or of requirements.yaml in charts of version v1 (https://helm.sh/docs/topics/charts/#chart-dependencies).
 */
export function keepLocalDependencies(folder: string): void {
  const files = globSync('**/{Chart,requirements}.yaml', { cwd: folder }).map((file) => join(folder, file));
  // the innermost first, so that what is copied is ready itself
  for (const file of files.sort((one, other) => other.length - one.length)) keepLocal(file);
}

function keepLocal(file: string): void {
  const chart = dirname(file);
  const document = parseDocument(readFileSync(file, 'utf8'));
  const dependencies: unknown = document.toJS()?.dependencies;
  if (!Array.isArray(dependencies) || document.errors.length > 0) return;
  const kept = (dependencies as Dependency[]).filter((dependency) => isThere(chart, dependency));
  if (kept.length > 0) document.set('dependencies', kept);
  else document.delete('dependencies');
  writeFileSync(file, document.toString());
}

function isThere(chart: string, { name, repository = '' }: Dependency): boolean {
  const packed = join(chart, 'charts', name);
  if (existsSync(packed) || globSync(`${packed}-*.tgz`).length > 0) return true;
  if (!repository.startsWith('file://')) return false;
  const source = join(chart, repository.slice('file://'.length));
  if (!existsSync(join(source, 'Chart.yaml'))) return false;
  // by its name: the folders of several may be called `chart`; what lies in `charts/` Helm finds whatever it is called
  if (dirname(source) !== join(chart, 'charts')) cpSync(source, packed, { recursive: true });
  return true;
}
