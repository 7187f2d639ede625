import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
  readonly round?: 'first' | 'second' | 'third' | 'fourth';
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
  mkdirSync(folder, { recursive: true });
  const bare =
    mirror === undefined ? clone(repository, commit, join(into, '.git', name)) : join(mirror, name, 'repo');
  const archive = execFileSync('git', ['-C', bare, 'archive', commit, '--', ...paths], {
    maxBuffer: 1 << 30,
  });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  return folder;
}

function clone(repository: string, commit: string, into: string): string {
  execFileSync('git', ['init', '-q', '--bare', into]);
  const from = `https://github.com/${repository}.git`;
  execFileSync('git', ['-C', into, 'fetch', '-q', '--depth', '1', from, commit], { stdio: 'inherit' });
  return into;
}
