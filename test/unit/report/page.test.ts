import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { completionPlot, milestones } from '../../../src/report/page/completion.js';
import { busiestDay, everyDay, MOST_DAYS, perPeriod } from '../../../src/report/page/days.js';
import { foreign, html } from '../../../src/report/page/html.js';
import { dataElement, inlineScript } from '../../../src/report/page/inline.js';
import { pageHtml } from '../../../src/report/page/page.js';
import { percent, typeName } from '../../../src/report/page/phrases.js';
import { MOST_ROWS } from '../../../src/report/page/table.js';
import type { PageFacts } from '../../../src/report/page-facts.js';
import { EMPTY, FACTS, HOSTILE, HOSTILE_TEXT } from '../../browser/facts.js';

const ASSETS = { script: 'var uPlot = "<!-- </script>";\r\n', style: '.u { color: red }' };

function page(changed: Partial<PageFacts> = {}): string {
  return pageHtml({ ...FACTS, ...changed }, ASSETS);
}

describe('the page is one file that runs nothing else', () => {
  it('its policy allows the scripts and styles that are in it, by digest, and nothing else', () => {
    const text = page();
    const inside = (tag: string) =>
      [...text.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(
        ([, body]) => `'sha256-${createHash('sha256').update(body!).digest('base64')}'`,
      );
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!.replaceAll('&#39;', "'");
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${inside('script').join(' ')}`,
      `style-src ${inside('style').join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(inside('script')).toHaveLength(2);
    expect(inside('style')).toHaveLength(2);
  });

  it('a script cannot end its element, and its line ends are those the browser takes the digest of', () => {
    const { element } = inlineScript('a = "</SCRIPT><!--";\r\nb');
    expect(element.html).toBe('<script>a = "\\x3C/SCRIPT>\\x3C!--";\nb</script>');
  });

  it('no address, no style attribute and no handler is in it', () => {
    const text = page().replace(/<(script|style)[\s\S]*?<\/\1>/g, '');
    expect(text).not.toMatch(/\s(src|href="[^#]|style|on\w+)=/);
    expect(text).not.toMatch(/https?:/);
  });
});

describe('what comes from outside stays text', () => {
  it('in elements and attributes', () => {
    expect(html`<p title="${`"'`}">${'<b>&'}${[html`<i>`, '>']}</p>`.html).toBe(
      '<p title="&quot;&#39;">&lt;b&gt;&amp;<i>&gt;</p>',
    );
    expect(foreign('<').html).toBe('<bdi>&lt;</bdi>');
  });

  it('in data for a script', () => {
    const value = { name: HOSTILE_TEXT, more: '\u2029]]>' };
    const { html: text } = dataElement('x', value);
    const json = /^<script type="application\/json" id="x">(.*)<\/script>$/.exec(text)![1]!;
    expect(json).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(json)).toEqual(value);
  });

  it('everywhere on the page', () => {
    expect(pageHtml(HOSTILE, ASSETS)).not.toContain('<img');
  });
});

describe('the result stands at the top', () => {
  const [wrong] = FACTS.findings;
  const note = FACTS.findings.find((finding) => !finding.wrong)!;

  it.each<[string, Partial<PageFacts>, string]>([
    ['wrong ones are counted', {}, '2 findings to look at'],
    ['one is one', { findings: [wrong!] }, '1 finding to look at'],
    ['notes are not wrong', { findings: [note] }, 'Nothing wrong found'],
    ['nothing found', { findings: [] }, 'Nothing wrong found'],
    ['no messages are not good news', EMPTY, 'No messages to import'],
    ['nor when all were rejected', { ...EMPTY, findings: [wrong!] }, '1 finding to look at'],
  ])('%s', (_, changed, result) => {
    expect(page(changed)).toContain(`<p class="result">${result}</p>`);
  });
});

describe('numbers are true', () => {
  it.each([
    [0, '0 %'],
    [0.000_01, '< 0.1 %'],
    [0.001, '0.1 %'],
    [0.5, '50.0 %'],
    [0.999_99, '99.9 %'],
    [1, '100 %'],
  ])('a share of %d is %s: never all for less, never none for some', (share, text) => {
    expect(percent(share)).toBe(text);
  });

  it('days without messages are days with 0', () => {
    const perDay = [
      ['2024-02-28', 5],
      ['2024-03-01', 7],
    ] as const;
    expect(everyDay(perDay)).toEqual({ firstDay: Date.UTC(2024, 1, 28) / 86_400_000, counts: [5, 0, 7] });
    expect(everyDay([])).toBeUndefined();
    expect(busiestDay(perDay)).toEqual(['2024-03-01', 7]);
  });

  it('a plot of days has a limit, and keeps the newest', () => {
    const far = everyDay([
      ['0001-01-01', 1],
      ['2026-01-01', 2],
    ])!;
    expect(far.counts).toHaveLength(MOST_DAYS);
    expect(far.counts.at(-1)).toBe(2);
  });

  it('months add up; many months are told by year', () => {
    const { period, rows } = perPeriod(FACTS.perDay);
    expect(period).toBe('Month');
    expect(rows.reduce((total, [, count]) => total + count, 0)).toBe(FACTS.messages);
    const far = Array.from({ length: 12 }, (_, index) => [`2020-${String(index + 1).padStart(2, '0')}-01`, 1] as const);
    const years = perPeriod([...FACTS.perDay, ...far]);
    expect(years.period).toBe('Year');
    expect(years.rows.map(([name]) => name)).toEqual(['2020', '2024', '2025', '2026']);
    expect(years.rows.reduce((total, [, count]) => total + count, 0)).toBe(FACTS.messages + 12);
  });

  it('a milestone is the first point that reaches it; one that is not reached is not told', () => {
    const completion = [
      [1, 0.2],
      [2, 0.5],
      [3, 0.6],
    ] as const;
    expect(milestones({ ...FACTS, completion })).toEqual([
      [0.1, 1],
      [0.25, 2],
      [0.5, 2],
    ]);
  });

  it('the rows that are too many are added up', () => {
    const codes = Object.fromEntries(
      Array.from({ length: MOST_ROWS + 5 }, (_, index) => [`code-${index}`, 100 - index]),
    );
    const text = page({ rejectsByCode: codes });
    expect(text).toContain('code-23<');
    expect(text).not.toContain('code-24<');
    const rest = Object.values(codes)
      .slice(MOST_ROWS - 1)
      .reduce((total, count) => total + count, 0);
    expect(text).toMatch(new RegExp(`6 others</th><td class="n">${rest}</td>`));
    const inputs = Array.from({ length: 1_000 }, (_, index) => ({ name: `part-${index}.jsonl`, size: 1_000 }));
    expect(page({ inputs })).toMatch(/976 more files<\/th><td class="n">976\.0 KB/);
  });

  it('types are told in words; what is not known is told as it is', () => {
    expect(typeName('TIMTextElem+TIMSoundElem')).toBe('Text + Voice');
    expect(typeName('TIMNewElem')).toBe('TIMNewElem');
  });
});

describe('the curve of completion', () => {
  const start = Date.parse(FACTS.generatedAt);
  const curve = (hours: number, cutOverHours?: number) => {
    const at = cutOverHours === undefined ? undefined : new Date(start + cutOverHours * 3_600_000).toISOString();
    const cutOver = at === undefined ? null : { at, share: 0.5, complete: 1 };
    return completionPlot({ ...FACTS, completion: [[hours, 1]], cutOver })!;
  };

  it('begins with nothing, in a unit that suits its length', () => {
    expect(curve(1)).toEqual({ unit: 'minutes', times: [0, 60], shares: [0, 1] });
    expect(curve(48)).toEqual({ unit: 'hours', times: [0, 48], shares: [0, 1] });
    expect(curve(240)).toEqual({ unit: 'days', times: [0, 10], shares: [0, 1] });
    expect(completionPlot({ ...FACTS, completion: [] })).toBeUndefined();
  });

  it('marks the cut-over where it can be seen', () => {
    expect(curve(48, 12).cutOver).toBe(12);
    expect(curve(48, 60)).toEqual({ unit: 'hours', times: [0, 48, 60], shares: [0, 1, 1], cutOver: 60 });
    expect(curve(48, 500).cutOver).toBeUndefined();
    expect(curve(48, -1).cutOver).toBeUndefined();
  });

  it('tells a cut-over before the start as what it is', () => {
    const at = new Date(start - 3_600_000).toISOString();
    expect(page({ cutOver: { at, share: 0, complete: 0 } })).toMatch(
      /before the import begins: 0 % of the conversations/,
    );
  });
});
