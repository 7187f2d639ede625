import type { Report } from '../../schema.ts';
import { headline } from '../../text/headline.ts';
import { type Palette, plainPalette } from '../../text/palette.ts';
import { sentence } from '../../text/phrases.ts';
import { hang, wrap } from '../../text/wrap.ts';
import { causeLines } from './causes-section.ts';
import { changeLines } from './changes-section.ts';
import { countLines } from './counts-section.ts';
import { footerLines } from './footer.ts';
import { groupedLines } from './grouped-section.ts';
import type { Page, TableGrouping } from './page.ts';
import { provenanceLines } from './provenance.ts';

export interface TableOptions {
  readonly palette?: Palette;
  /** In characters; at least 60. */
  readonly width?: number;
  /** A list over all findings in place of what to do first. */
  readonly by?: TableGrouping;
  /** How many causes to tell; the rest is counted. */
  readonly causes?: number;
}

/** The report for a terminal: the answer, what to do first, the counts, and last what could not be seen. */
export function formatTable(report: Report, options: TableOptions = {}): string {
  const page: Page = { palette: options.palette ?? plainPalette, width: Math.max(60, options.width ?? 80) };
  const sections = [
    provenanceLines(report, page),
    wrap(headline(report), page.width).map(page.palette.strong),
    problemLines(report, page),
    options.by === undefined
      ? causeLines(report, page, options.causes ?? 10)
      : groupedLines(report, page, options.by),
    changeLines(report, page),
    countLines(report, page),
    footerLines(report, page),
  ];
  const lines = sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ['', ...section]));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const problemsAtMost = 10;

function problemLines({ problems }: Report, { palette, width }: Page): string[] {
  const shown = problems
    .slice(0, problemsAtMost)
    .flatMap(({ severity, code, message, hint, file, line, column }) => {
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      const text = [place === '' ? '' : `${place}:`, sentence(message), hint ?? '', `(${code})`]
        .filter((part) => part !== '')
        .join(' ');
      const [first = '', ...rest] = hang(severity === 'error' ? 'error    ' : 'warning  ', text, width);
      return [severity === 'error' ? first.replace('error', palette.critical('error')) : first, ...rest];
    });
  const more = problems.length - problemsAtMost;
  return more > 0 ? [...shown, `         and ${more} more problems: -o json has all`] : shown;
}
