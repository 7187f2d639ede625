// `node scripts/screenshots.ts`: makes the pictures of the HTML report in docs/images anew, from a real report of the demo.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.dirname(import.meta.dirname);
const images = path.join(root, 'docs/images');
const largest = 250_000;

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-screenshots-'));
try {
  const report = path.join(folder, 'report.html');
  run('web/build.ts', '--if-stale');
  run(
    'src/cli/main.ts',
    'scan',
    'demo/',
    '--complete',
    '--cluster-name',
    'demo',
    '--fail-on',
    'never',
    '-o',
    `html=${report}`,
  );
  mkdirSync(images, { recursive: true });
  await photograph(report);
} finally {
  rmSync(folder, { recursive: true });
}

function run(...words: string[]): void {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
}

/** One picture for each theme, of what a reader sees first. */
async function photograph(report: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({
        viewport: { width: 1280, height: 800 },
        colorScheme,
        reducedMotion: 'reduce',
      });
      await page.goto(pathToFileURL(report).href);
      await page.getByRole('heading').first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      const file = path.join(images, `report-${colorScheme}.png`);
      await page.screenshot({ path: file });
      const { size } = statSync(file);
      if (size > largest) throw new Error(`${file} is ${size} bytes; the most is ${largest}`);
      process.stdout.write(`${path.relative(root, file)}  ${Math.round(size / 1000)} kB\n`);
      await page.close();
    }
  } finally {
    await browser.close();
  }
}
