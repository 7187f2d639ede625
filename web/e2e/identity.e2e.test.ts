import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditDocument } from '../../src/identity/audit-schema.ts';
import { renderHtmlReport } from '../render.ts';
import { type Bench, hasChromium, openBench, violations } from './browser.ts';
import { generateAudit } from './generate-audit.ts';

const places: readonly (readonly [string, string])[] = [
  ['this week', '#/'],
  ['subjects', '#/subjects'],
  ['a subject', '#/subject/user%3Aperson-0%40shop.example'],
  ['paths', '#/paths?from=user:person-0@shop.example'],
  ['paths without a binding', '#/paths?cut=RoleBinding%20ci/shared-by-all'],
  ['nobody', '#/subject/nobody'],
  ['no such page', '#/nowhere'],
];

describe.skipIf(!hasChromium())('the identity page in Chromium', () => {
  let bench: Bench;
  let whole: string;
  let part: string;
  const written = (name: string, audit: AuditDocument) =>
    bench.file(name, renderHtmlReport(bench.template, audit));
  beforeAll(async () => {
    bench = await openBench();
    whole = await written('whole', generateAudit({ subjects: 500 }));
    part = await written(
      'part',
      generateAudit({ subjects: 12, complete: false }, { subjects: 0, error: 'connection refused' }),
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

  it('draws of 500 subjects only those in sight, keeps head and names, and the address keeps the filter', async () => {
    const { page, context } = await bench.open(whole, '#/subjects?ability=read-secrets&kind=ServiceAccount');
    const shown = Number.parseInt((await page.locator('footer').textContent()) ?? '', 10);
    expect(shown).toBeGreaterThan(20);
    expect(await page.locator('footer').textContent()).toBe(
      `${shown} subjects shown, ${500 - shown} hidden by filters`,
    );
    await page.getByRole('combobox', { name: 'Filter by ability' }).selectOption('');
    await page.waitForURL(/#\/subjects\?kind=ServiceAccount$/);
    await page.getByRole('combobox', { name: 'Filter by kind' }).selectOption('');
    await page.getByText('500 subjects shown, 0 hidden by filters').waitFor();
    expect(await page.locator('tbody tr').count()).toBeLessThan(100);
    const table = page.getByRole('region', { name: 'Subjects and risky abilities' });
    await table.evaluate((element) => element.scrollTo(element.scrollWidth, element.scrollHeight));
    await page.locator('tr[aria-rowindex="501"]').waitFor();
    const head = await page.getByRole('columnheader', { name: 'Subject' }).boundingBox();
    const box = await table.boundingBox();
    expect([head?.x, head?.y]).toEqual([box?.x, box?.y]);
    await context.close();
  }, 30_000);

  it('sorts by an ability: the whole cluster before namespaces before nothing', async () => {
    const { page, context } = await bench.open(whole, '#/subjects');
    const first = page.locator('tbody tr:not([aria-hidden]) td:nth-child(4)').first();
    const secrets = page.getByRole('button', { name: /^Secrets/ });
    await secrets.click();
    await page.waitForURL(/sort=-read-secrets$/);
    await first.getByText('all').waitFor();
    await page.goto(`${whole}#/subjects?sort=-read-secrets&power=limited`);
    await first.getByText('1 ns').waitFor();
    await page.goto(`${whole}#/subjects?sort=read-secrets`);
    await expect.poll(() => first.textContent()).toBe('');
    await context.close();
  }, 30_000);

  it('is used by keyboard alone: to the matrix, down the rows, into a subject', async () => {
    const { page, context } = await bench.open(whole, '#/');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL(/#\/subjects$/);
    // The page is there when its rows are: keys before that go nowhere.
    await page.locator('tbody tr').first().waitFor();
    await page.keyboard.press('/');
    await page.locator('input:focus').waitFor();
    await page.keyboard.type('team-13');
    await page.waitForURL(/q=team-13/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.locator('tr[data-current] a:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/subject\/group/);
    expect(await page.locator('h1').textContent()).toContain('group shop:team-13');
    await context.close();
  }, 30_000);

  it('exports the shown rows, and writes not known where not all was read', async () => {
    const { page, context } = await bench.open(part, '#/subjects?q=team-1');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toBe('cluster,subject,kind,everything,read-secrets,mint-tokens,erase-traces,bindings');
    expect(lines[1]).toBe('prod,group:shop:team-1,group,not known,ci,not known,not known,1');
    await context.close();
  }, 30_000);

  it('ends the ways whose bindings are taken away, and says how many paths end', async () => {
    const { page, context } = await bench.open(whole, '#/paths?from=user:person-0@shop.example');
    expect(await page.locator('h1').textContent()).toContain('500 paths lead to power');
    const drawing = page.getByRole('img', { name: /^2 ways from user person-0@shop.example/ });
    await drawing.waitFor();
    expect(await drawing.locator('[data-state="cut"]').count()).toBe(0);
    await page.getByRole('checkbox', { name: 'ClusterRoleBinding of-0-user-person-0-shop-example' }).check();
    // The second way is left, so no path has ended yet.
    await page
      .getByRole('heading', { name: 'Without 1 binding, 0 of 500 paths end; 500 are left.' })
      .waitFor();
    expect(await drawing.locator('[data-state="cut"]').count()).toBe(1);
    await page.getByRole('checkbox', { name: 'RoleBinding ci/shared-by-all' }).check();
    await page
      .getByRole('heading', { name: 'Without 2 bindings, 1 of 500 paths end; 499 are left.' })
      .waitFor();
    expect(await page.getByRole('table').last().locator('tbody tr').first().textContent()).toMatch(/ends$/);
    await page.reload();
    await page
      .getByRole('heading', { name: 'Without 2 bindings, 1 of 500 paths end; 499 are left.' })
      .waitFor();
    await context.close();
  }, 30_000);

  it('leads from who comes to everything in several steps to the path', async () => {
    const { page, context } = await bench.open(whole, '#/');
    const row = page
      .getByRole('region', { name: 'Comes to everything in several steps' })
      .locator('tbody tr')
      .first();
    expect(await row.textContent()).toContain('easy, 4 steps');
    await row.getByRole('link', { name: 'easy, 4 steps' }).click();
    await page.waitForURL(/paths\?from=.*&to=cluster-admin/);
    await context.close();
  });

  it('copies a change', async () => {
    const { page, context } = await bench.open(whole, '#/', { permissions: ['clipboard-write'] });
    const button = page.getByRole('button', { name: 'copy undo of change 1' });
    await button.click();
    await page.getByText('copied').waitFor();
    await context.close();
  }, 30_000);

  it('never says nobody of what could not be read', async () => {
    const { page, context } = await bench.open(part, '#/?cluster=cluster-1');
    expect(await page.locator('h1').textContent()).toBe(
      'Nothing is known of cluster-1: it could not be read.',
    );
    await page.getByText('connection refused').first().waitFor();
    await page.goto(`${part}#/`);
    await page.getByRole('heading', { name: /^At least / }).waitFor();
    await page.goto(await written('hidden', generateAudit({ subjects: 0, complete: false })));
    await page
      .getByRole('heading', { name: /^Nobody is seen to hold .* not everything could be read\.$/ })
      .waitFor();
    await page.goto(await written('empty', generateAudit({ subjects: 0 })));
    await page.getByRole('heading', { name: /^Nobody of your own holds standing power/ }).waitFor();
    await context.close();
  }, 30_000);
});
