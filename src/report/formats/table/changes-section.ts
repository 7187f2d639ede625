import type { Report } from '../../schema.ts';
import { changesParts } from '../../text/changes-text.ts';
import { hang } from '../../text/wrap.ts';
import type { Page } from './page.ts';

/** Whose power a change changes, and which connections it opens and closes. */
export function changeLines(report: Report, { palette, width }: Page): string[] {
  return changesParts(report).flatMap(({ heading, lines }, index) => [
    ...(index === 0 ? [] : ['']),
    palette.strong(heading.toUpperCase()),
    ...lines.flatMap((line) => hang('  ', line, width)),
  ]);
}
