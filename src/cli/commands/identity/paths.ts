import { attackGraphOf } from '../../../identity/index.ts';
import type { ReadFlags } from '../../flags.ts';
import { writeStandardOutput } from '../../output.ts';
import { paletteFor } from '../../palette.ts';
import { linesText } from '../../shown-text.ts';
import { positionsNamed, sinkNamed } from './path-names.ts';
import { pathsCsv, pathsDocument, pathsDot, pathsMarkdown } from './paths-document.ts';
import { pathsPage } from './paths-page.ts';
import { isReached, readAccess, sayUnreached } from './read-access.ts';
import { type PathQuestion, tellPaths } from './told-paths.ts';

export interface PathsFlags extends ReadFlags {
  readonly from?: string;
  readonly to?: string;
  readonly cut?: boolean;
  readonly all?: boolean;
  readonly output: 'table' | 'json' | 'csv' | 'dot' | 'markdown';
}

/**
 * `plimsoll identity paths`: how subjects, workloads and entry points become more than they are. 0, or 3 when something could
 * not be read, so that a path may be missing.
 */
export async function runIdentityPaths(targets: readonly string[], flags: PathsFlags): Promise<number> {
  const clusters = await readAccess(flags, targets);
  const reached = clusters
    .filter(isReached)
    .map(({ name, access }) => ({ name, attack: attackGraphOf(access.cluster) }));
  const attacks = reached.map(({ attack }) => attack);
  const question: PathQuestion = {
    from: flags.from === undefined ? undefined : positionsNamed(flags.from, attacks),
    to: flags.to === undefined ? undefined : sinkNamed(flags.to, attacks),
    cut: flags.cut === true,
  };
  const told = reached.map(({ name, attack }) => tellPaths(name, attack, question));
  const narrow = question.from !== undefined || question.to !== undefined;
  const palette = paletteFor(flags);
  const formats = {
    table: () => told.map((each) => linesText(pathsPage(each, narrow, flags.all === true, palette))),
    json: () => [`${JSON.stringify(told.map(pathsDocument), null, 2)}\n`],
    csv: () => pathsCsv(told),
    dot: () => pathsDot(told),
    markdown: () => pathsMarkdown(told),
  };
  await writeStandardOutput(formats[flags.output]());
  return sayUnreached(clusters) || attacks.some(({ unread }) => unread.length > 0) ? 3 : 0;
}
