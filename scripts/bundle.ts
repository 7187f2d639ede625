import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { catalogueDocuments, reportTemplate } from '../src/cli/assets-from-source.ts';
import { analyses } from '../src/cli/judge/analyses.ts';
import { loadCatalogue } from '../src/controls/index.ts';
import { packageFolder } from '../web/package-folder.ts';
import { withoutDeadLinks } from './markdown.ts';
import { thirdPartyLicences } from './third-party.ts';

/**
 * Writes dist/package: one bundled file without run-time dependencies for Node 22.19 or newer, and a launcher that says so
 * plainly on an older Node and lets Node keep the compiled code between runs.
 */
const root = path.dirname(import.meta.dirname);
const out = path.join(root, 'dist/package');
const manifest: { version: string; description: string; license: string } = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await build({
  absWorkingDir: root,
  metafile: true,
  entryPoints: [path.join(root, 'src/cli/main.ts')],
  outfile: path.join(out, 'bundle.js'),
  bundle: true,
  platform: 'node',
  target: 'node22.19',
  format: 'esm',
  // Names stay as they are: a stack trace says where, and nothing is paid to give each closure its name back.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'eof',
  conditions: ['source', 'import', 'node'],
  define: { PLIMSOLL_VERSION: JSON.stringify(manifest.version) },
  // CommonJS dependencies call require for Node's own modules.
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
  },
  plugins: [embeddedAssets()],
  logLevel: 'warning',
});
writeFileSync(path.join(out, 'plimsoll.js'), readFileSync(path.join(root, 'scripts/launcher.js')), {
  mode: 0o755,
});
writeFileSync(
  path.join(out, 'package.json'),
  `${JSON.stringify(
    {
      name: 'plimsoll',
      version: manifest.version,
      description: manifest.description,
      license: manifest.license,
      type: 'module',
      bin: { plimsoll: 'plimsoll.js', 'kubectl-plimsoll': 'plimsoll.js' },
      exports: { './package.json': './package.json' },
      files: ['plimsoll.js', 'bundle.js', '*.md', 'docs', 'catalog', 'LICENSE', 'THIRD_PARTY_LICENSES.txt'],
      engines: { node: '>=22.19' },
    },
    null,
    2,
  )}\n`,
);
const shipped = new Set(shippedTexts());
for (const file of shipped) {
  if (file.endsWith('.md')) writePage(file);
  else cpSync(path.join(root, file), path.join(out, file));
}
writeFileSync(path.join(root, 'dist/bundle-files.json'), JSON.stringify(Object.keys(metafile.inputs)));
writeFileSync(path.join(out, 'THIRD_PARTY_LICENSES.txt'), thirdPartyLicences(bundledPackages()));
process.stdout.write(
  `dist/package/bundle.js  ${Math.round(statSync(path.join(out, 'bundle.js')).size / 1024)} kB\n`,
);

/** A page whose links lead to what is shipped; what is not, such as a decision, is named and not linked. */
function writePage(file: string): void {
  const folder = path.dirname(file);
  const page = withoutDeadLinks(readFileSync(path.join(root, file), 'utf8'), (link) =>
    shipped.has(path.join(folder, link)),
  );
  mkdirSync(path.join(out, folder), { recursive: true });
  writeFileSync(path.join(out, file), page);
}

/** The pages that the README and our messages name, and the schemas that editors take; no pictures and no decisions. */
function shippedTexts(): string[] {
  const docs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.md$|^schemas.*\.json$/.test(file) && !file.startsWith('decisions'))
    .map((file) => path.join('docs', file));
  const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'catalog/README.md'];
  return ['LICENSE', ...pages, ...docs];
}

/** Folders of the packages in the bundle, and of those in the report's template, which web/build.ts lists. */
function bundledPackages(): string[] {
  const list = readFileSync(path.join(root, 'dist/web/report-packages.json'), 'utf8');
  const ofReport = JSON.parse(list) as readonly string[];
  const ofBundle = Object.keys(metafile.inputs).flatMap((file) => packageFolder(file) ?? []);
  return [...ofBundle, ...ofReport].map((folder) => path.join(root, folder));
}

/** Replaces assets-from-source.ts by the data itself: the catalogue, checked, as JSON, and the report's template compressed. */
function embeddedAssets(): Plugin {
  return {
    name: 'embedded-assets',
    setup(bundler) {
      bundler.onLoad({ filter: /assets-from-source\.ts$/ }, () => {
        const read = catalogueDocuments({ cases: true });
        loadCatalogue(read, { analyses });
        const documents = read.map(({ file, content }) => ({ file, content, tested: true }));
        return {
          loader: 'js',
          contents: `
            import { gunzipSync } from 'node:zlib';
            const inflate = (text) => gunzipSync(Buffer.from(text, 'base64')).toString('utf8');
            let documents;
            export function catalogueDocuments(options) {
              documents ??= JSON.parse(inflate(${JSON.stringify(pack(JSON.stringify(documents)))}));
              return documents.filter(({ file }) => options.cases || !file.endsWith('.cases.yaml'));
            }
            export function reportTemplate() {
              return inflate(${JSON.stringify(pack(reportTemplate()))});
            }`,
        };
      });
    },
  };
}

function pack(text: string): string {
  return gzipSync(text, { level: 9 }).toString('base64');
}
