// `node scripts/control-pages.ts`: writes docs/controls, the catalogue for reading, from catalog/.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CaseExpectation, Catalogue, Control } from '../src/controls/index.ts';
import { loadShippedCatalogue } from '../testkit/catalogue/read-catalogue.ts';

const root = path.dirname(import.meta.dirname);
const folder = path.join(root, 'docs/controls');

const areas: Readonly<Record<Control['area'], string>> = {
  identity: 'Identity and access',
  runtime: 'Workloads at run time',
  network: 'Network',
  'supply-chain': 'Images and supply chain',
  secrets: 'Secrets',
  'control-plane': 'Control plane and admission',
  posture: 'Posture',
  ai: 'AI workloads',
};

const severities = ['critical', 'high', 'medium', 'low'];

/** The pages of docs/controls, each by the file that holds it: an index, and one page for each area. */
export function controlPages(catalogue: Catalogue): ReadonlyMap<string, string> {
  const pages = Object.keys(areas).map((area): [string, string] => [
    path.join(folder, `${area}.md`),
    areaPage(catalogue, area as Control['area']),
  ]);
  return new Map([[path.join(folder, 'README.md'), indexPage(catalogue)], ...pages]);
}

const notice = '<!-- Written by scripts/control-pages.ts from catalog/; change it there. -->';

function indexPage(catalogue: Catalogue): string {
  const sections = Object.entries(areas).map(([area, title]) => {
    const rows = controlsOf(catalogue, area).map(
      ({ id, title: what, severity, enforcement }) =>
        `| [${id}](${area}.md#${id}) | ${prose(what)}${enforcement === 'admission' ? ' \\*' : ''} | ${severity} |`,
    );
    return [`## ${title}`, table(['control', '', 'severity'], rows)].join('\n\n');
  });
  const intro = `Every control that ships, by what it is about. Those with \\* are for admission alone: they are exported and previewed,
and never a finding of a scan. [Controls](../controls.md) tells how to read, test and write one; \`plimsoll explain\` prints
any of them in a terminal.`;
  return page('The catalogue', [intro, ...sections]);
}

function areaPage(catalogue: Catalogue, area: Control['area']): string {
  const sections = controlsOf(catalogue, area).map((control) => section(catalogue, control));
  return page(areas[area], ['[All controls](README.md)', ...sections]);
}

function controlsOf({ controls }: Catalogue, area: string): Control[] {
  return controls
    .filter((control) => control.area === area)
    .sort(
      (one, other) =>
        severities.indexOf(one.severity) - severities.indexOf(other.severity) || (one.id < other.id ? -1 : 1),
    );
}

function section(catalogue: Catalogue, control: Control): string {
  const { id, title, severity, why, remediation } = control;
  return [
    `## ${id}`,
    `**${prose(title)}.** ${capital(severity)}, judged ${judgedOn(control)}${versions(control)}.`,
    prose(why),
    `**Cure.** ${prose(remediation.summary)}`,
    ...consequences(control),
    ...fixText(control),
    ...parameterTable(control),
    ...trapList(catalogue, control),
    ...frameworkText(control),
    `**Read on.** ${control.references.map((link) => `<${link}>`).join(', ')}. Rule and cases: [\`${id}.yaml\`](../../${control.file}).`,
  ].join('\n\n');
}

function consequences({ remediation: { mayBreak, undo } }: Control): string[] {
  const texts = [
    ...(mayBreak === undefined ? [] : [`**May break.** ${prose(mayBreak)}`]),
    ...(undo === undefined ? [] : [`**Undo.** ${prose(undo)}`]),
  ];
  return texts.length === 0 ? [] : [texts.join(' ')];
}

function judgedOn({ analysis, appliesTo, enforcement, subject }: Control): string {
  const what =
    appliesTo !== 'pod-templates'
      ? 'object by object'
      : `for each ${subject} of every workload kind${subject === 'container' ? ', init and ephemeral containers included' : ''}`;
  if (analysis !== undefined) return 'over all objects together';
  return enforcement === 'admission' ? `${what}, at admission alone` : what;
}

function versions({ since, until }: Control): string {
  if (since === undefined && until === undefined) return '';
  return `, on Kubernetes ${since ?? 'any'} to ${until ?? 'the newest'}`;
}

function fixText({ fix }: Control): string[] {
  if (fix === undefined) return [];
  const changes = Object.entries(fix.set).map(([field, value]) =>
    value === null ? `removes \`${field}\`` : `sets \`${field}: ${valueText(value)}\``,
  );
  const when =
    typeof fix.mechanical === 'string'
      ? 'made where a condition in the file below holds, elsewhere only with `--all`'
      : fix.mechanical
        ? 'nothing in the object needs what it changes'
        : 'made only with `--all`, because it may break something';
  return [`**Fix.** \`plimsoll fix\` ${changes.join(' and ')}: ${when}.`];
}

/** As YAML has it: text that would be read as something else keeps its quotes. */
function valueText(value: unknown): string {
  const text = JSON.stringify(value);
  return typeof value === 'string' && /^(true|false|null|[\d.]+)$/.test(value)
    ? text
    : text.replaceAll('"', '');
}

function parameterTable({ parameters }: Control): string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map(({ name, description, default: text }) => {
    const entries = text.split('\n').filter((entry) => entry !== '');
    const value = entries.length === 0 ? 'empty' : entries.map((entry) => `\`${entry}\``).join(' ');
    return `| \`${name}\` | ${prose(description)} | ${value} |`;
  });
  return [table(['parameter', '', 'default'], rows)];
}

/** What naive rules get wrong: it tells the reader where the rule ends. */
function trapList(catalogue: Catalogue, { id }: Control): string[] {
  const traps = (catalogue.cases.get(id) ?? []).filter(
    ({ kind, why }) => kind === 'trap' && why !== undefined,
  );
  if (traps.length === 0) return [];
  const lines = traps.map(
    ({ name, why, expect }) => `- ${prose(capital(name))} (${verdictOf(expect)}): ${prose(why ?? '')}`,
  );
  return ['**Where the rule ends**', lines.join('\n')];
}

function verdictOf({ verdict, containers = {}, objects = {} }: CaseExpectation): string {
  const each = [...Object.values(containers), ...Object.values(objects)];
  return [...new Set(verdict === undefined ? each : [verdict])].join(' and ');
}

function frameworkText({ mappings, refs }: Control): string[] {
  const byFramework = Map.groupBy(mappings, ({ framework }) => framework);
  const texts = [...byFramework].map(
    ([framework, each]) => `${framework} ${each.map(({ requirement }) => requirement).join(', ')}`,
  );
  return [`**Covers.** ${[...refs, ...texts].map(prose).join('; ')}.`];
}

function page(title: string, blocks: readonly string[]): string {
  return `${[`# ${title}`, notice, ...blocks].join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly string[]): string {
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`, ...rows].join('\n');
}

/** Text of the catalogue as Markdown: code stays code, anything else that Markdown would read as its own is escaped. */
function prose(text: string): string {
  return oneLine(text)
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[*<>[\]]|(?<!\w)_|_(?!\w)/g, '\\$&')))
    .join('')
    .replaceAll('|', '\\|');
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (import.meta.main) {
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of controlPages(loadShippedCatalogue())) {
    writeFileSync(file, text);
    process.stdout.write(`${path.relative(root, file)}\n`);
  }
}
