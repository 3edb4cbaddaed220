import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pageAssets } from '../../src/cli/page-assets.js';
import { type PageAssets, pageHtml } from '../../src/report/page/page.js';
import type { PageFacts } from '../../src/report/page-facts.js';
import { nodeFiles } from '../../src/system/node-files.js';
import { Chromium, type Opening } from './chromium.js';
import { EMPTY, FACTS, HOSTILE, HOSTILE_TEXT, MANY_DAYS } from './facts.js';

let chromium: Chromium;
let assets: PageAssets;

beforeAll(async () => {
  assets = await pageAssets(nodeFiles);
  chromium = await Chromium.launch();
});
afterEach(() => chromium.closePages());
afterAll(() => chromium?.close());

function open(facts: PageFacts, opening?: Opening) {
  return chromium.open(pageHtml(facts, assets), opening);
}

/** Share of a plot's pixels that are of the line's colour, or nearly. */
function painted(page: Page, id: string): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector('#${id} canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const line = getComputedStyle(document.documentElement).getPropertyValue('--line').match(/\\w\\w/g).map((hex) => parseInt(hex, 16));
    let same = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] > 128 && line.every((value, index) => Math.abs(value - data[at + index]) < 16)) same += 1;
    }
    return same / (data.length / 4);
  })()`);
}

async function text(page: Page): Promise<string> {
  return (await page.evaluate<string>('document.body.innerText')).replace(/\s+/g, ' ');
}

function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

function legend(page: Page, id: string): Promise<string[]> {
  return page.locator(`#${id} .u-legend .u-value`).allTextContents();
}

async function hover(page: Page, id: string, share: number): Promise<void> {
  const over = page.locator(`#${id} .u-over`);
  await over.scrollIntoViewIfNeeded();
  const box = (await over.boundingBox())!;
  await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
}

const PLOTS = ['plot-days', 'plot-completion'];
const grouped = (count: number) => count.toLocaleString('en-US');

describe('the page in a browser', () => {
  it.each<[string, PageFacts]>([
    ['an export', FACTS],
    ['no message', EMPTY],
    ['20,000 days', MANY_DAYS],
    ['hostile names', HOSTILE],
    ['one day', { ...FACTS, perDay: [['2026-11-22', 7]] }],
    ['one point of completion', { ...FACTS, completion: [[0, 1]] }],
  ])('%s: asks for nothing, complains of nothing, opens no dialog', async (_, facts) => {
    const { page, requests, complaints } = await open(facts);
    await page.waitForLoadState('networkidle');
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('a script that somebody puts in is not run, and a picture not fetched', async () => {
    const { page, complaints } = await open(FACTS);
    await page.evaluate(`(() => {
      const image = document.createElement('img');
      image.src = 'https://example.com/x.png';
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(image, script);
    })()`);
    await expect
      .poll(() => complaints.join('\n'))
      .toMatch(/policy: script-src[\s\S]*policy: img-src|policy: img-src[\s\S]*policy: script-src/);
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });

  it.each(['light', 'dark'] as const)('both plots are painted: %s', async (colorScheme) => {
    const { page } = await open(FACTS, { colorScheme });
    for (const id of PLOTS) expect(await painted(page, id)).toBeGreaterThan(0.002);
  });

  it('plots are painted anew when the machine turns dark', async () => {
    const { page } = await open(FACTS);
    const before = await page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => painted(page, 'plot-days')).toBeGreaterThan(0.002);
    expect(await page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`)).not.toBe(before);
  });

  it('20,000 days, one day and one point are painted', async () => {
    const many = await open(MANY_DAYS);
    expect(await painted(many.page, 'plot-days')).toBeGreaterThan(0.01);
    const one = await open({ ...FACTS, perDay: [['2026-11-22', 7]] });
    expect(await painted(one.page, 'plot-days')).toBeGreaterThan(0.01);
  });

  it('the cut-over is marked, and only when there is one', async () => {
    const marked = (page: Page) =>
      page.evaluate<boolean>(`(() => {
        const canvas = document.querySelector('#plot-completion canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        for (let at = 0; at < data.length; at += 4) if (data[at] > 160 && data[at + 1] < 90 && data[at + 2] < 40 && data[at + 3] > 200) return true;
        return false;
      })()`);
    expect(await marked((await open(FACTS)).page)).toBe(true);
    expect(await marked((await open({ ...FACTS, cutOver: null })).page)).toBe(false);
  });

  it('the facts stand in the text', async () => {
    const { page } = await open(FACTS);
    await page.locator('summary').click();
    const seen = await text(page);
    const { counts, perType, sizes, storage, largest } = FACTS;
    const numbers = [
      ...[
        counts.read,
        counts.delivered,
        counts.rejected,
        counts.skipped,
        FACTS.distinctMessages,
        FACTS.conversations,
        FACTS.accounts,
      ],
      ...[...Object.values(FACTS.rejectsByCode), ...Object.values(FACTS.skippedByReason)],
      ...[...perType, ...sizes, ...storage].map(([, count]) => count),
      ...largest.map(({ messages }) => messages),
      ...FACTS.findings.map(({ count }) => count),
      FACTS.cutOver!.complete,
    ];
    expect(numbers.map(grouped).filter((shown) => !seen.includes(shown))).toEqual([]);
    for (const told of [
      '2 findings to look at',
      '4 h 37 min',
      '2024-03-04',
      '2026-11-22',
      '客服聊天记录-补充.csv',
      'mapping-clinic.yaml',
    ]) {
      expect(seen).toContain(told);
    }
    const october = FACTS.perDay
      .filter(([day]) => day.startsWith('2025-10'))
      .reduce((total, [, count]) => total + count, 0);
    expect(seen).toContain(`2025-10 ${grouped(october)}`);
  });

  it('notes of examples, which may quote a word of a record, are not on the page', async () => {
    const { page } = await open(FACTS);
    expect(await page.content()).not.toContain('quoted-word');
  });

  it('without any message it says so, and draws nothing', async () => {
    const { page } = await open(EMPTY);
    expect(await text(page)).toContain('No messages to import');
    expect(await page.locator('canvas').count()).toBe(0);
  });

  it.each(['America/Los_Angeles', 'Asia/Shanghai'])(
    'a pointer shows the day and its number, in UTC: %s',
    async (timezoneId) => {
      const { page } = await open(FACTS, { timezoneId });
      expect(await legend(page, 'plot-days')).toEqual(['–', '–']);
      const last = FACTS.perDay[FACTS.perDay.length - 1]!;
      await hover(page, 'plot-days', 0.9999);
      await expect.poll(() => legend(page, 'plot-days')).toEqual([last[0], grouped(last[1])]);
      await hover(page, 'plot-completion', 0.9999);
      await expect.poll(() => legend(page, 'plot-completion')).toEqual(['4.62', '100 %']);
    },
  );

  it('dragging looks closer', async () => {
    const { page } = await open(FACTS);
    await hover(page, 'plot-days', 0.4);
    await page.mouse.down();
    await hover(page, 'plot-days', 0.5);
    await page.mouse.up();
    await hover(page, 'plot-days', 0.001);
    const near = timeAt(0.4);
    await expect
      .poll(async () => Math.abs(Date.parse((await legend(page, 'plot-days'))[0]!) - near))
      .toBeLessThan(5 * 86_400_000);
  });

  it('hostile names stay text', async () => {
    const { page } = await open(HOSTILE);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(3);
    expect(await page.title()).toContain('</script></title>"><img src=x');
    const shown = await page.evaluate<string[]>(
      `[...document.querySelectorAll('bdi')].map((name) => name.textContent)`,
    );
    expect(shown.filter((name) => name === HOSTILE_TEXT).length).toBeGreaterThan(8);
  });

  it.each<[string, PageFacts]>([
    ['an export', FACTS],
    ['hostile names', HOSTILE],
    [
      'a long name',
      {
        ...HOSTILE,
        inputs: [{ name: 'x'.repeat(400) }],
        title: 'x'.repeat(400),
        rejectsByCode: { ['y'.repeat(200)]: 1 },
      },
    ],
  ])('nothing is wider than a screen of 360 px: %s', async (_, facts) => {
    const { page } = await open(facts, { viewport: { width: 360, height: 740 } });
    await page.locator('summary').click();
    expect(await overflow(page)).toBe(0);
  });

  it('plots follow the width of the window', async () => {
    const { page } = await open(FACTS);
    await page.setViewportSize({ width: 400, height: 800 });
    const width = () =>
      page.locator('#plot-days .u-wrap').evaluate<number, { clientWidth: number }>((wrap) => wrap.clientWidth);
    await expect.poll(width).toBeLessThan(400);
    expect(await overflow(page)).toBe(0);
  });

  it('on paper everything is open, light and in its width, and afterwards as before', async () => {
    const { page } = await open(FACTS, { colorScheme: 'dark', viewport: { width: 680, height: 900 } });
    await page.emulateMedia({ media: 'print' });
    const october = page.locator('details tr', { hasText: '2025-10' });
    await expect.poll(() => october.isVisible()).toBe(true);
    expect(await page.evaluate(`getComputedStyle(document.body).backgroundColor`)).toBe('rgb(255, 255, 255)');
    for (const id of PLOTS) expect(await painted(page, id)).toBeGreaterThan(0.002);
    expect(await overflow(page)).toBe(0);
    await page.emulateMedia({ media: 'screen' });
    await expect.poll(() => october.isVisible()).toBe(false);
  });

  it('without JavaScript the numbers are there', async () => {
    const { page } = await open(FACTS, { javaScriptEnabled: false });
    await page.locator('summary').click();
    expect(await page.locator('details tr', { hasText: '2025-10' }).isVisible()).toBe(true);
    expect(await page.locator('table', { hasText: 'Complete after' }).isVisible()).toBe(true);
    expect(await page.locator('svg.bar').count()).toBeGreaterThan(50);
    expect(await page.getByText('The plot needs JavaScript').count()).toBe(2);
  });

  it('can be read aloud: one title, headings without gaps, captions, named plots', async () => {
    const { page } = await open(FACTS);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.locator('h1').count()).toBe(1);
    const levels = await page.evaluate<number[]>(
      `[...document.querySelectorAll('h1,h2,h3')].map((heading) => Number(heading.tagName[1]))`,
    );
    expect(levels.every((level, index) => index === 0 || level <= levels[index - 1]! + 1)).toBe(true);
    expect(await page.locator('table:not(:has(caption)):not(.u-legend)').count()).toBe(0);
    expect(await page.getByRole('img', { name: 'Messages per day' }).count()).toBe(1);
    expect(await page.getByRole('img', { name: 'Conversations that are complete' }).count()).toBe(1);
  });
});

/** The time at a share of the plot of days. */
function timeAt(share: number): number {
  const [first, last] = [FACTS.perDay[0]![0], FACTS.perDay[FACTS.perDay.length - 1]![0]].map((day) => Date.parse(day));
  return first! + (last! - first!) * share;
}
