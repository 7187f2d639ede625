import type { Finding, Report } from '../../schema.ts';
import { isOpen, severities } from '../../text/phrases.ts';
import type { Page } from './page.ts';

/** How much there is of what, unknowns among it. */
export function countLines({ findings }: Report, { palette }: Page): string[] {
  const rows: readonly (readonly [string, (finding: Finding) => boolean])[] = [
    ['open', isOpen],
    ['could not be judged', ({ verdict }) => verdict === 'unknown'],
    ['excepted by people', ({ verdict, exceptedBy }) => verdict === 'excepted' && exceptedBy !== 'catalogue'],
    ['excepted by catalogue', ({ exceptedBy }) => exceptedBy === 'catalogue'],
    ['run by the provider', ({ verdict }) => verdict === 'provider-managed'],
    ['cured by this', ({ change }) => change === 'cured'],
  ];
  const filled = rows.filter(
    ([label, matches], index) => index === 0 || (label !== '' && findings.some(matches)),
  );
  const head = `${'FINDINGS'.padEnd(26)}${severities.map((severity) => severity.padStart(10)).join('')}`;
  return [
    palette.strong(head),
    ...filled.map(([label, matches]) => {
      const cells = severities.map((severity) => {
        const count = findings.filter((finding) => finding.severity === severity && matches(finding)).length;
        const text = count.toLocaleString('en-US').padStart(10);
        return count > 0 && label === 'open' ? palette[severity](text) : text;
      });
      return `${`  ${label}`.padEnd(26)}${cells.join('')}`;
    }),
  ];
}
