import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * THIRD_PARTY_LICENSES.txt: name, version and licence text of every package whose code or fonts are shipped in ours, as
 * MIT, Apache-2.0 and OFL-1.1 ask for.
 * @param folders those of the packages
 * @throws Error for a package without a licence text, unless it says MIT
 */
export function thirdPartyLicences(folders: Iterable<string>): string {
  const entries = [...new Set(folders)].map(licenceOf).sort((a, b) => (a.title < b.title ? -1 : 1));
  const introduction = 'Plimsoll contains code and fonts of these packages, under the licences below.';
  const list = entries.map(({ title, licence }) => `  ${title} (${licence})`).join('\n');
  const texts = entries.map(({ title, text }) => `${'-'.repeat(78)}\n${title}\n\n${text.trim()}\n`);
  return `${introduction}\n\n${list}\n\n${texts.join('\n')}`;
}

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly author?: string | { readonly name: string };
}

function licenceOf(folder: string): {
  readonly title: string;
  readonly licence: string;
  readonly text: string;
} {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageManifest;
  const { name, version, license } = manifest;
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)(?:\.|-|$)/i.test(file));
  const texts = files
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  const text = texts.length > 0 ? texts.join('\n\n') : standardText(manifest);
  return { title: `${name} ${version}`, licence: license, text };
}

/** A package that names its licence and leaves the text out. */
function standardText({ name, license, author }: PackageManifest): string {
  const holder = typeof author === 'string' ? author : author?.name;
  if (license !== 'MIT') throw new Error(`${name} (${license}) ships no licence text`);
  return `The package ships no licence text. Its package.json names the MIT licence:\n\nCopyright (c) ${holder ?? `the authors of ${name}`}\n\n${mit}`;
}

/** https://spdx.org/licenses/MIT.html */
const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
