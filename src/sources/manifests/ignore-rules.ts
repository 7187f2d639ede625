import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

interface Rules {
  readonly folder: string;
  readonly rules: Ignore;
}

/**
 * `.gitignore` files that apply below a folder, the nearest last. A rule of a nearer file wins, as in Git.
 * https://git-scm.com/docs/gitignore
 */
export class IgnoreRules {
  private readonly chain: readonly Rules[];

  private constructor(chain: readonly Rules[]) {
    this.chain = chain;
  }

  /** The rules above a folder that a person named: those that would hide the folder itself do not count. */
  static above(folder: string): IgnoreRules {
    const root = repositoryRoot(folder);
    if (root === undefined || root === folder) return new IgnoreRules([]);
    const between = path.relative(root, folder).split(path.sep).slice(0, -1);
    let rules = new IgnoreRules(rulesIn(root, ['.gitignore', '.git/info/exclude']));
    let current = root;
    for (const name of between) {
      current = path.join(current, name);
      rules = rules.enter(current);
    }
    return rules.ignores(folder, true) ? new IgnoreRules([]) : rules;
  }

  /** The rules inside a folder, its own `.gitignore` included. */
  enter(folder: string): IgnoreRules {
    const own = rulesIn(folder, ['.gitignore']);
    return own.length === 0 ? this : new IgnoreRules([...this.chain, ...own]);
  }

  ignores(file: string, isFolder: boolean): boolean {
    for (const { folder, rules } of this.chain.toReversed()) {
      const relative = path.relative(folder, file).split(path.sep).join('/');
      const result = rules.test(isFolder ? `${relative}/` : relative);
      if (result.ignored) return true;
      if (result.unignored) return false;
    }
    return false;
  }
}

function rulesIn(folder: string, names: readonly string[]): readonly Rules[] {
  const texts = names.flatMap((name) => textOf(path.join(folder, name)));
  return texts.length === 0 ? [] : [{ folder, rules: ignore().add(texts.join('\n')) }];
}

/** Nothing for a file that is not there or cannot be read, as Git does. */
function textOf(file: string): readonly string[] {
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    return [];
  }
}

/** The root of the Git repository that a file or folder lies in. */
export function repositoryRoot(file: string): string | undefined {
  for (let current = file; ; current = path.dirname(current)) {
    if (existsSync(path.join(current, '.git'))) return current;
    if (path.dirname(current) === current) return undefined;
  }
}
