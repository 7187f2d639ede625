import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Report } from '../../src/report/schema.ts';
import { buildTemplate } from '../build.ts';
import { renderHtmlReport } from '../render.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether the end-to-end tests can run here. Under CI they have to: then a missing browser is an error, not a skip. */
export function hasChromium(): boolean {
  if (existsSync(executablePath)) return true;
  if (process.env['CI'])
    throw new Error(
      `no Chromium at ${executablePath}: CI has to run the browser tests (set CHROMIUM to its path)`,
    );
  process.stderr.write(
    `The browser tests skip: no Chromium at ${executablePath} (set CHROMIUM to its path).\n`,
  );
  return false;
}

/** Report files in a folder of their own, opened in a real browser as a person opens them: from the file. */
export interface Bench {
  readonly template: string;
  /** Writes a report (or any page) as a file and gives its URL. */
  readonly file: (name: string, content: Report | string) => Promise<string>;
  readonly open: (
    url: string,
    hash: string,
    options?: Parameters<Browser['newContext']>[0],
  ) => Promise<Opened>;
  readonly close: () => Promise<void>;
}

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page asked for besides itself, and what it complained about: both have to stay empty. */
  readonly faults: readonly string[];
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-web-'));
  const template = await buildTemplate();
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    template,
    file: async (name, content) => {
      const path = join(folder, `${name}.html`);
      await writeFile(path, typeof content === 'string' ? content : renderHtmlReport(template, content));
      return pathToFileURL(path).href;
    },
    open: async (url, hash, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('request', (request) => {
        if (!/^(?:file|data|blob):/.test(request.url())) faults.push(`asked for ${request.url()}`);
      });
      await page.goto(url + hash);
      await page.waitForSelector('h1', { timeout: 15_000 }).catch((error: unknown) => {
        throw new Error(`the page drew nothing: ${faults.join('; ')}`, { cause: error });
      });
      return { page, context, faults };
    },
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Every rule that axe has, on the whole page, without a second page for its results. */
export async function violations(page: Page): Promise<readonly string[]> {
  const results = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
  );
}
