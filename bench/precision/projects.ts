import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepLocalDependencies } from './charts.ts';

/** A public project whose manifests are judged: which commit, and what of it a person would apply. */
export interface Project {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly commit: string;
  readonly kind: string;
  readonly paths: readonly string[];
  /** Read only after the controls were mended on the others. */
  readonly heldOut?: boolean;
  /** Of the projects that came later: in which of the sets they were read, each after mending what the former had shown. */
  readonly round?: 'first' | 'second' | 'third' | 'fourth' | 'fifth' | 'sixth' | 'seventh';
}

export function readProjects(file = 'projects.json'): Project[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as Project[];
}

/**
 * Puts the manifests of a project at its pinned commit into a folder of `into` and gives the folder. Nothing is fetched
 * again when it is there. `mirror` is a folder with bare copies, `owner+name/repo`; without it GitHub is asked.
 */
export function extract({ repository, commit, paths }: Project, into: string, mirror?: string): string {
  const name = repository.replace('/', '+');
  const folder = join(into, name);
  if (existsSync(folder)) return folder;
  const bare =
    mirror === undefined ? clone(repository, commit, join(into, '.git', name)) : join(mirror, name, 'repo');
  const without = absentFiles(bare, commit, paths);
  for (const file of without) console.log(`${repository}: ${file} is not in the mirror`);
  const chosen = [...paths, ...without.map((file) => `:(exclude,literal)${file}`)];
  const archive = git(bare, ['archive', commit, '--', ...chosen]);
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  keepLocalDependencies(folder);
  return folder;
}

/** A mirror may lack the content of its largest files. `ls-tree` knows no patterns: for those the whole tree is asked. */
function absentFiles(bare: string, commit: string, paths: readonly string[]): string[] {
  const folders = paths.some((path) => path.startsWith(':')) ? [] : paths;
  const command = ['ls-tree', '-r', '--format=%(objectname) %(path)', commit, '--', ...folders];
  const files = git(bare, command).toString().split('\n').slice(0, -1);
  const objects = files.map((line) => line.slice(0, line.indexOf(' '))).join('\n');
  const states = git(bare, ['cat-file', '--batch-check'], `${objects}\n`).toString().split('\n');
  return files
    .filter((_, index) => states[index]?.endsWith(' missing'))
    .map((line) => line.slice(line.indexOf(' ') + 1));
}

function git(bare: string, command: readonly string[], input?: string): Buffer {
  return execFileSync('git', ['-C', bare, ...command], {
    maxBuffer: 1 << 30,
    ...(input !== undefined && { input }),
  });
}

function clone(repository: string, commit: string, into: string): string {
  execFileSync('git', ['init', '-q', '--bare', into]);
  const from = `https://github.com/${repository}.git`;
  execFileSync('git', ['-C', into, 'fetch', '-q', '--depth', '1', from, commit], { stdio: 'inherit' });
  return into;
}
