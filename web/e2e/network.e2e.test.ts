import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkMapDocument } from '../../src/network/map-schema.ts';
import { renderHtmlReport } from '../render.ts';
import { type Bench, hasChromium, openBench, violations } from './browser.ts';
import { generateMap } from './generate-map.ts';

const places: readonly (readonly [string, string])[] = [
  ['overview', '#/'],
  ['map', '#/map'],
  ['an open namespace on the map', '#/map?at=team-01-with-a-name&expand=team-01-with-a-name&show=open'],
  ['a line of the map', '#/map?line=team-01-with-a-name,team-02-with-a-name'],
  ['a connection', '#/connection/2/3'],
  ['what may connect', '#/connection/3/1'],
  ['no such connection', '#/connection/2/9000'],
  ['matrix', '#/matrix'],
  ['scopes', '#/matrix?by=scope&sort=-open'],
  ['workloads of a scope', '#/workloads?scope=cde'],
  ['exposure', '#/exposure?from=internet'],
  ['workloads', '#/workloads?state=reached'],
  ['a workload', '#/workload/team-01-with-a-name/Deployment/workload-1'],
  ['no such workload', '#/workload/team-01/Deployment/nobody'],
  ['no such page', '#/nowhere'],
];

describe.skipIf(!hasChromium())('the network page in Chromium', () => {
  let bench: Bench;
  let whole: string;
  let part: string;
  const written = (name: string, network: NetworkMapDocument) =>
    bench.file(name, renderHtmlReport(bench.template, network));
  beforeAll(async () => {
    bench = await openBench();
    whole = await written('whole', generateMap({ workloads: 500, namespaces: 40, scopes: true }));
    part = await written(
      'part',
      generateMap(
        { workloads: 12, namespaces: 4, unjudged: true },
        { workloads: 0, namespaces: 0, error: 'connection refused' },
      ),
    );
  }, 60_000);
  afterAll(() => bench.close());

  it.each(places)(
    '%s has no axe violation in either scheme nor width, asks nothing of the network and fits',
    async (_, hash) => {
      for (const [url, width, colorScheme] of [
        [whole, 1280, 'light'],
        [part, 390, 'dark'],
      ] as const) {
        const { page, context, faults } = await bench.open(url, hash, {
          colorScheme,
          viewport: { width, height: 800 },
        });
        expect(await violations(page)).toEqual([]);
        expect(
          await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          ),
        ).toBe(0);
        expect(faults).toEqual([]);
        await context.close();
      }
    },
    30_000,
  );

  it('is worked with the keyboard: arrows go from box to box, Enter opens one, Esc lets go', async () => {
    const { page, context } = await bench.open(whole, '#/map');
    await page.getByRole('application').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/at=team-/);
    const first = page.url();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL((url) => url.href !== first && url.href.includes('at=team-'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/expand=team-/);
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.href.includes('at='));
    await context.close();
  });

  it('lists beside the drawing what it draws, and exports what is listed', async () => {
    const { page, context } = await bench.open(part, '#/map?at=team-01-with-a-name');
    await page.getByRole('heading', { name: 'team-01-with-a-name' }).waitFor();
    const rows = await page
      .getByRole('region', { name: 'Connections' })
      .locator('tbody tr')
      .allTextContents();
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toContain('team-01-with-a-name');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toBe('from,to,by,pairs,ports');
    expect(lines).toHaveLength(rows.length + 1);
    await context.close();
  });

  it('tells of a line what it is made of, and of each connection why, with the command', async () => {
    const { page, context } = await bench.open(whole, '#/map?at=team-01-with-a-name');
    const rows = page.getByRole('region', { name: 'Connections' }).locator('tbody tr');
    await rows.filter({ hasText: /^team-01-with-a-nameteam-02-with-a-namea rule/ }).click();
    await page.waitForURL(/line=team-01-with-a-name,team-02-with-a-name/);
    await page.getByRole('heading', { name: 'team-01-with-a-name to team-02-with-a-name' }).waitFor();
    await page
      .getByRole('region', { name: 'What the line is made of' })
      .getByRole('link')
      .first()
      .press('Enter');
    await page.waitForURL(/connection\/1\/2/);
    await page.getByText('Deployment team-01-with-a-name/workload-1 can connect to').waitFor();
    await page
      .getByText(
        'plimsoll network why team-01-with-a-name/workload-1 team-02-with-a-name/workload-2:8080 --context prod',
      )
      .first()
      .waitFor();
    await context.close();
  });

  it('says of a connection that it is not known', async () => {
    const { page, context } = await bench.open(part, '#/connection/3/1');
    await page.getByText(/^Whether .* can connect to .* is not known\.$/).waitFor();
    await context.close();
  });

  it('switches the matrix to scopes with the keyboard, and leads from one to its workloads', async () => {
    const { page, context } = await bench.open(whole, '#/matrix?q=team-01');
    await page.getByRole('button', { name: 'Scopes' }).press('Enter');
    await page.waitForURL((to) => to.hash === '#/matrix?by=scope');
    const matrix = page.getByRole('region', { name: 'Matrix of scopes' });
    expect(await matrix.locator('tbody tr').allTextContents()).toEqual(['cdenono', '(rest)4040']);
    await page.getByRole('button', { name: 'Most open first' }).press('Space');
    await page.waitForURL(/sort=-open/);
    expect(await matrix.locator('tbody th').allTextContents()).toEqual(['(rest)', 'cde']);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('scopes.csv');
    expect(readFileSync(await download.path(), 'utf8')).toContain('(rest),cde,40,0,0,900');
    await matrix.getByRole('link', { name: 'cde' }).press('Enter');
    await page.waitForURL(/workloads\?scope=cde/);
    await page.getByText('167 workloads shown, 333 hidden').waitFor();
    await context.close();
  });

  it('says how scopes are declared where there are none', async () => {
    const { page, context } = await bench.open(part, '#/matrix?by=scope');
    await page.getByText('No scope is configured.').waitFor();
    await page.getByRole('button', { name: 'copy scopes' }).waitFor();
    await context.close();
  });

  it('says what is not known before anything else, and hatches it', async () => {
    const { page, context } = await bench.open(part, '#/');
    await page.getByRole('heading', { name: 'Not everything is here' }).waitFor();
    await page.getByRole('combobox', { name: 'Cluster' }).selectOption('cluster-1');
    await page.getByText('Nothing is known of cluster-1: it could not be read.').waitFor();
    await context.close();
  });
});
