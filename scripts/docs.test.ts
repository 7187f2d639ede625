import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/cli/config/load.ts';
import { plimsoll } from '../src/cli/e2e/run-plimsoll.ts';
import { parseOutputs } from '../src/cli/output.ts';
import { createProgram } from '../src/cli/program.ts';
import { type Code, codeOf, headingAnchors, linksOf, plimsollCommands } from './markdown.ts';

const root = path.dirname(import.meta.dirname);
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file)),
].sort();

function read(page: string): string {
  return readFileSync(path.join(root, page), 'utf8');
}

describe('links', () => {
  it.each(pages)('of %s lead to a file, and to a heading where they name one', (page) => {
    const broken = linksOf(read(page)).filter((link) => !leadsSomewhere(page, link));
    expect(broken).toEqual([]);
  });

  it('of a page that is not there are noticed', () => {
    expect(leadsSomewhere('README.md', 'docs/nowhere.md')).toBe(false);
    expect(leadsSomewhere('README.md', 'docs/cli.md#no-such-heading')).toBe(false);
  });
});

function leadsSomewhere(page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(root, target))) return false;
  return anchor === undefined || headingAnchors(read(target)).has(anchor);
}

describe('commands', () => {
  const commands = pages.flatMap((page) =>
    codeOf(read(page)).flatMap((code) =>
      plimsollCommands(code).map((words) => [page, words.join(' '), words, code.language] as const),
    ),
  );

  it('are found', () => {
    expect(commands.length).toBeGreaterThan(60);
  });

  it.each(commands)('%s: plimsoll %s', async (_page, _text, words, language) => {
    // Inline code may name a command without saying everything that it needs.
    const allowed = language === 'inline' ? ['commander.missingArgument', mandatory] : [];
    await parses(words).catch((error: unknown) => {
      if (!allowed.includes(codeOfError(error))) throw error;
    });
  });

  it('that do not exist are noticed', async () => {
    await expect(parses(['scann', 'k8s/'])).rejects.toThrow(/unknown command/);
    await expect(parses(['scan', '--contxt', 'a'])).rejects.toThrow(/unknown option/);
    await expect(parses(['scan', '-o', 'tabel'])).rejects.toThrow(/output format/);
  });
});

const mandatory = 'commander.missingMandatoryOptionValue';

/** Parses a command line as the program does, and does nothing else. */
async function parses(words: readonly string[]): Promise<void> {
  const program = createProgram();
  for (const command of everyCommand(program)) {
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
    if (command.commands.length > 0) continue;
    command.action(() => {
      const { output } = command.opts<{ output?: unknown }>();
      if (command.name() === 'scan' && Array.isArray(output)) parseOutputs(output.map(String));
    });
  }
  await program.parseAsync([...words], { from: 'user' }).catch((error: unknown) => {
    const asked = ['commander.help', 'commander.helpDisplayed', 'commander.version'];
    if (!asked.includes(codeOfError(error))) throw error;
  });
}

function codeOfError(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

describe('docs/cli.md', () => {
  const page = read('docs/cli.md');
  const documented = new Set(
    page
      .split('\n')
      .filter((line) => line.startsWith('| `-'))
      .flatMap((line) => line.split(' | ')[0]?.match(/--?[a-z][a-z-]*/gi) ?? []),
  );
  const existing = new Set(
    everyCommand(createProgram())
      .flatMap(({ options }) => options)
      .filter(({ hidden }) => !hidden)
      .flatMap(({ long, short }) => [long, short])
      .filter((flag) => flag != null),
  );

  it('has every option', () => {
    expect([...existing].filter((flag) => !documented.has(flag))).toEqual([]);
  });

  it('has no option that does not exist', () => {
    const help = new Set(['-h', '--help']);
    expect([...documented].filter((flag) => !existing.has(flag) && !help.has(flag))).toEqual([]);
  });

  it('has every command', () => {
    const leaves = everyCommand(createProgram()).filter(({ commands }) => commands.length === 0);
    const paths = leaves.map((command) =>
      command.parent?.parent
        ? `plimsoll ${command.parent.name()} ${command.name()}`
        : `plimsoll ${command.name()}`,
    );
    expect(paths.filter((name) => !page.includes(name))).toEqual([]);
  });

  it('has every environment variable that the colours and the redaction key go by', () => {
    for (const name of ['NO_COLOR', 'FORCE_COLOR', 'KUBECONFIG', 'XDG_STATE_HOME'])
      expect(page).toContain(`\`${name}\``);
  });
});

describe('examples', () => {
  it('docs/configuration.md shows configurations that are valid', () => {
    const blocks = codeOf(read('docs/configuration.md')).filter(isConfiguration);
    expect(blocks.length).toBeGreaterThan(4);
    for (const { text } of blocks) parseConfig(Buffer.from(text), 'plimsoll.yaml');
  });

  it('docs/controls.md shows the control of docs/examples, letter by letter', () => {
    const texts = codeOf(read('docs/controls.md')).map(({ text }) => text.trimEnd());
    for (const name of ['ingress-outside-domains.yaml', 'ingress-outside-domains.cases.yaml'])
      expect(texts).toContain(read(`docs/examples/policies/${name}`).trimEnd());
  });

  it('the control of docs/examples keeps what its cases say', async () => {
    const run = await plimsoll(['policy', 'test', path.join(root, 'docs/examples/policies')]);
    expect(run).toMatchObject({ code: 0, stdout: '3 passed, 0 failed, 1 control\n' });
  });
});

function isConfiguration({ language }: Code): boolean {
  return language === 'yaml';
}
