import { readFileSync } from 'node:fs';
import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateReport } from '../../src/report/fixtures/generate-report.ts';
import type { Report } from '../../src/report/schema.ts';
import { modelOf } from '../report/model/model.ts';
import { subjectPath } from '../report/model/subject.ts';
import { formatPlace } from '../report/place/place.ts';
import { type Bench, hasChromium, openBench, violations } from './browser.ts';
import { generateChanges } from './generate-changes.ts';

const half: Report = {
  ...generateReport({
    clusters: 3,
    unreachable: 1,
    findings: 240,
    unknownShare: 0.5,
    longNames: true,
  }),
  network: generateChanges(40),
};
const model = modelOf(half);
const [fixable] = model.rows.filter(
  ({ finding, workload }) => finding.verdict === 'fail' && finding.fix && workload,
);
if (!fixable) throw new Error('the fixture has no failure with a fix');
const id = fixable.finding.instanceId;

const places: readonly (readonly [string, string])[] = [
  ['overview', '#/'],
  ['findings', '#/findings'],
  ['findings by cause', '#/findings?group=cause&verdict=fail'],
  ['finding panel', `#/findings?open=${id}`],
  ['finding', `#/finding/${id}`],
  ['workloads', '#/workloads'],
  [
    'workload',
    formatPlace({ path: subjectPath(fixable.finding.cluster, fixable.finding.subject), query: {} }),
  ],
  ['controls', '#/controls'],
  ['control', `#/control/${fixable.finding.control}`],
  ['connections', '#/connections?sort=-change'],
  ['coverage', '#/coverage'],
  ['no such page', '#/nowhere'],
];

/** Processor time of the page's process, all threads: neighbours on the machine do not change it, as they do the clock. */
async function processorSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = metrics.find(({ name }) => name === 'ProcessTime');
  if (!metric) throw new Error('this Chromium does not tell its processor time');
  return metric.value;
}

describe.skipIf(!hasChromium())('the HTML report in Chromium', () => {
  let bench: Bench;
  let url: string;
  beforeAll(async () => {
    bench = await openBench();
    url = await bench.file('half', half);
  }, 60_000);
  afterAll(() => bench.close());

  it.each(places)(
    '%s has no axe violation in either scheme, asks nothing of the network and fits its width',
    async (_, hash) => {
      const { page, context, faults } = await bench.open(url, hash, { colorScheme: 'light' });
      expect(await violations(page)).toEqual([]);
      expect(
        await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
      ).toBe(0);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
      expect(await violations(page)).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    },
    30_000,
  );

  it('has no axe violation in the palette, the help, a facet and a menu', async () => {
    const { page, context } = await bench.open(url, '#/findings');
    const openings = [
      () => page.keyboard.press('Control+k'),
      () => page.keyboard.press('?'),
      () => page.getByRole('button', { name: 'Severity: any' }).click(),
      () => page.getByRole('button', { name: 'View' }).click(),
    ];
    for (const open of openings) {
      await open();
      await page.waitForSelector('[role="dialog"], [role="menu"]');
      await page.waitForTimeout(150);
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.waitForSelector('[role="dialog"], [role="menu"]', { state: 'detached' });
    }
    await context.close();
  }, 30_000);

  it('opens every number to as many rows as it says', async () => {
    const { page, context } = await bench.open(url, '#/');
    const links = page.getByRole('table', { name: 'Findings by severity' }).getByRole('link');
    const numbers = await links.allTextContents();
    const hrefs = await links.evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('href') ?? ''),
    );
    expect(numbers.length).toBeGreaterThan(4);
    for (const [index, href] of hrefs.entries()) {
      await page.goto(url + href);
      await page.getByText(`${numbers[index]} finding`, { exact: false }).last().waitFor();
      expect(await page.locator('footer').textContent()).toMatch(
        new RegExp(`^${numbers[index]} findings? shown`),
      );
    }
    await context.close();
  }, 30_000);

  it('leads from the count of connections to their rows, and exports these', async () => {
    const { page, context } = await bench.open(url, '#/');
    await page.getByRole('link', { name: '40 connections' }).press('Enter');
    await page.getByText('40 connections shown, 3 hidden').waitFor();
    await page.getByRole('combobox', { name: 'Filter by change' }).selectOption('unknown');
    await page.getByText('2 connections shown, 41 hidden').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toBe('change,from,to,ports,policies,proven,text');
    expect(lines).toHaveLength(3);
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: 'Connections gained and lost' }).waitFor();
    await context.close();
  });

  it('is used by keyboard alone', async () => {
    const { page, context } = await bench.open(url, '#/');
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.waitForURL(/#\/findings$/);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('lead');
    await page.keyboard.press('/');
    await page.keyboard.type('privileged');
    await page.keyboard.press('Escape');
    await page.waitForURL(/q=privileged/);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Finding' });
    await panel.waitFor();
    expect(await panel.textContent()).toContain('2 of ');
    await page.keyboard.press('k');
    await panel.getByText(/^1 of /).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).fill(fixable.finding.control);
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`#/control/${fixable.finding.control}$`));
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL(/#\/coverage$/);
    await context.close();
  }, 30_000);

  it('moves the view with the row under the cursor', async () => {
    const { page, context } = await bench.open(url, '#/findings');
    for (let press = 0; press < 60; press++) await page.keyboard.press('j');
    const row = page.locator('tr[data-current]');
    await row.waitFor();
    const [box, head] = [await row.boundingBox(), await page.locator('thead').last().boundingBox()];
    expect(box && head && box.y >= head.y + head.height && box.y + box.height <= 780).toBe(true);
    await context.close();
  }, 30_000);

  it('exports the rows in sight', async () => {
    const { page, context } = await bench.open(url, '#/findings?severity=critical');
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /as CSV/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('findings.csv');
    await context.close();
  }, 30_000);

  it('prints every row and none of what is for the screen', async () => {
    const { page, context } = await bench.open(url, '#/findings?verdict=fail&group=cause');
    await page.evaluate(() => {
      window.addEventListener('beforeprint', () => {
        document.title = `${document.querySelectorAll('tbody tr').length} lines, rail ${getComputedStyle(document.querySelector('nav') ?? document.body).display}`;
      });
    });
    const pdf = await page.pdf({ format: 'A4' });
    const fails = model.rows.filter(({ finding }) => finding.verdict === 'fail').length;
    expect(Number.parseInt(await page.title(), 10)).toBeGreaterThanOrEqual(fails);
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(5);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.getByText('Confidential').isVisible()).toBe(true);
    await context.close();
  }, 30_000);

  it('shows text of the cluster as text', async () => {
    const [first] = half.findings;
    if (!first) throw new Error('the fixture has no finding');
    const message = '</script><img src=x onerror="document.title=1"><b>bold</b>';
    const hostile: Report = {
      ...half,
      findings: [{ ...first, message, instanceId: 'hostile' }],
      run: { ...half.run, command: message },
    };
    const { page, context, faults } = await bench.open(
      await bench.file('hostile', hostile),
      '#/finding/hostile',
    );
    expect(await page.locator('h1').textContent()).toBe(message);
    expect(faults).toEqual([]);
    await context.close();
  }, 30_000);

  it('says what is wrong with a file that it cannot show', async () => {
    const good = await bench.file('small', generateReport({ findings: 3 }));
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['template', bench.template, /holds no report/],
      [
        'schema',
        bench.template.replace(
          /<!--plimsoll:report-->/,
          '<script type="application/json" id="report">{"schema":"plimsoll.report/v9"}</script>',
        ),
        /cannot show this report/,
      ],
      [
        'cut',
        bench.template.replace(
          /<!--plimsoll:report-->/,
          '<script type="application/json" id="report" data-encoding="gzip-base64">H4sIAAAA</script>',
        ),
        /is damaged/,
      ],
    ];
    for (const [name, html, title] of cases) {
      const { page, context } = await bench.open(await bench.file(name, html), '');
      expect(await page.locator('h1').textContent()).toMatch(title);
      await context.close();
    }
    const { page, context } = await bench.open(good, '#/finding/none');
    expect(await page.locator('h1').textContent()).toBe('This report has no finding none.');
    await context.close();
  }, 30_000);

  it('opens 20,000 findings in under 2 s, draws only what is in sight, and nothing jumps', async () => {
    const large = await bench.file(
      'large',
      generateReport({ clusters: 6, unreachable: 1, findings: 20_000, unknownShare: 0.06 }),
    );
    const { page, context, faults } = await bench.open(
      await bench.file('warm', generateReport({ findings: 3 })),
      '',
    );
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    const start = await processorSeconds(session);
    await page.goto(`${large}#/findings`);
    await page.locator('tbody tr').nth(10).waitFor();
    expect((await processorSeconds(session)) - start).toBeLessThan(2);
    expect(await page.locator('footer').textContent()).toBe('20,000 findings shown, 0 hidden by filters');
    expect(await page.locator('tbody tr').count()).toBeLessThan(100);
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
              sum += (entry as PerformanceEntry & { readonly value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 300);
        }),
    );
    expect(shift).toBeLessThan(0.01);
    await page
      .locator('section[aria-label="Findings"]')
      .evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await page.locator('tr[aria-rowindex="20001"]').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  }, 30_000);
});
