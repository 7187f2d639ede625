import { Option } from 'commander';

/** The world that manifests land in. */
export function onto(): Option {
  return new Option(
    '--onto <cluster>',
    'lay the manifests over a snapshot, or over a context: --onto context:prod',
  );
}

/** What every judging command's exit code says. */
export const exitCodes = `
Exit: 0 clean, 1 gate failed (--fail-on), 2 usage or error, 3 incomplete:
something could not be read.
`;

/** Examples at the end of a help page, in columns where they fit 80. */
export function examples(...lines: [string, string][]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const body = lines.map(([command, what]) =>
    width + what.length < 74 ? `  ${command.padEnd(width)}  ${what}` : `  ${command}\n      ${what}`,
  );
  return `\nExamples:\n${body.join('\n')}\n`;
}
