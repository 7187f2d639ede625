/**
 * Builds `dist/web/report-template.html`: the whole report page in one file, without data. `renderHtmlReport` puts the
 * data in. Run by node; asks the network for nothing, and neither does the page.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';
import { packageFolder } from './package-folder.ts';
import { reportMarker } from './render.ts';
import config from './vite.config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const packagesFile = fileURLToPath(new URL('../dist/web/report-packages.json', import.meta.url));
const templateFile = fileURLToPath(new URL('../dist/web/report-template.html', import.meta.url));

/** The template as text. */
export async function buildTemplate(): Promise<string> {
  return (await buildReport()).template;
}

/** The template, and the folders of the packages that it has code or fonts of. */
async function buildReport(): Promise<{ readonly template: string; readonly packages: readonly string[] }> {
  const { script, sheet, packages } = await bundle();
  const [skeleton, earlySource] = await Promise.all(
    ['report/index.html', 'report/early.js'].map((file) => readFile(new URL(file, import.meta.url), 'utf8')),
  );
  const main = inlineScript(script);
  const early = inlineScript(earlySource ?? '');
  const policy = [
    "default-src 'none'",
    `script-src ${sha256(early)} ${sha256(main)}`,
    // Widths and the theme's variables are set on elements as the page runs.
    "style-src 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts: Readonly<Record<string, string>> = {
    policy,
    early,
    sheet: sheet.replaceAll('</style', String.raw`<\/style`),
    report: reportMarker,
    main,
  };
  const fill = (comment: string, name: string) => parts[name] ?? comment;
  return { template: (skeleton ?? '').replace(/<!--(\w+)-->/g, fill), packages };
}

async function bundle(): Promise<{
  readonly script: string;
  readonly sheet: string;
  readonly packages: readonly string[];
}> {
  // Vite takes NODE_ENV over its mode: a test run must not get React's development build.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  const files = new Set<string>();
  const plugins = [...(config.plugins ?? []), recordFiles(files)];
  const result = await build({ ...config, plugins, configFile: false }).finally(() => {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  });
  if (!Array.isArray(result) && !('output' in result)) throw new Error('vite gave a watcher, not an output');
  const output = (Array.isArray(result) ? result : [result]).flatMap((one) => one.output);
  const scripts = output.filter((file) => file.type === 'chunk');
  const others = output.filter((file) => file.type === 'asset');
  const [script] = scripts;
  const sheet = others.find((file) => file.fileName.endsWith('.css'));
  if (!script || !sheet || scripts.length !== 1 || others.length !== 1)
    throw new Error(
      `expected one script and one sheet, got ${output.map((file) => file.fileName).join(', ')}`,
    );
  const folders = [...files].flatMap((file) => packageFolder(file) ?? []);
  const packages = [...new Set(folders.map((folder) => path.relative(root, folder)))].sort();
  return { script: script.code, sheet: String(sheet.source), packages };
}

/** Every file that the page is made of; fonts are named by style sheets alone, and are no modules. */
function recordFiles(files: Set<string>): Plugin {
  return {
    name: 'record-files',
    enforce: 'pre',
    transform(code, id) {
      files.add(id);
      if (!/\.css(?:$|\?)/.test(id)) return;
      for (const [, name = ''] of code.matchAll(/(?:url\(|@import )\s*["']?(@?\w[^"')]*\/[^"')]+)/g))
        files.add(path.join(root, 'node_modules', name));
    },
  };
}

/** Inside a script element `</script` would end it and `<!--` would change how the rest is read (HTML, 13.2.5.4). */
function inlineScript(code: string): string {
  return `\n${code.trim().replace(/<(?=\/script|!--|script)/gi, String.raw`\x3c`)}\n`;
}

/** CSP hashes cover the exact text between the tags. */
function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { template, packages } = await buildReport();
  await mkdir(new URL('.', pathToFileURL(templateFile)), { recursive: true });
  await writeFile(templateFile, template);
  await writeFile(packagesFile, `${JSON.stringify(packages, null, 2)}\n`);
  process.stdout.write(`${templateFile} ${Math.round(template.length / 1024)} KB\n`);
}
