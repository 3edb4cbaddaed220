/**
 * The page's own script, as a text: it paints the two plots with uPlot into their boxes and paints them anew for
 * another width, for light and dark, and for paper. Without it the page says the same in tables. It draws only what
 * the element `plot-data` holds. Days are whole numbers since 1970-01-01, so no zone of the reader's machine plays a part.
 */
export const PAGE_SCRIPT = String.raw`(() => {
'use strict';
const data = JSON.parse(document.getElementById('plot-data').textContent);
const PAPER = { width: 640, height: 260 };
const PAPER_SHARPNESS = 3;
const DAY_MS = 86400000;
const MOST_BARS = 400;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH_DAYS = 30.4375;
const DAY_STEPS = [1, 2, 7, 14, ...[1, 2, 3, 6, 12, 24, 60, 120, 300].map((months) => months * MONTH_DAYS)];
const root = document.documentElement;
let onPaper = false;

/** A length on the canvas. Printers draw finer than screens: on paper the plot is painted large, and the style shows it small. */
const px = (length) => length * (onPaper ? PAPER_SHARPNESS : 1);
const font = () => px(12) + 'px system-ui, sans-serif';
const color = (name) => getComputedStyle(root).getPropertyValue(name).trim();
const grouped = (value) => value.toLocaleString('en-US');
const percent = (share) => (share >= 1 ? '100 %' : Math.min(99.9, Math.round(share * 1000) / 10).toFixed(1) + ' %');
const dayText = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Ticks at whole days, or at the first of a month. */
function dayTicks(plot, axis, least, most, step) {
  const ticks = [];
  if (step < 28) {
    for (let day = Math.ceil(least / step) * step; day <= most; day += step) ticks.push(day);
    return ticks;
  }
  const months = Math.round(step / MONTH_DAYS);
  const first = new Date(least * DAY_MS);
  const begin = (first.getUTCFullYear() - 1970) * 12 + first.getUTCMonth();
  for (let month = Math.ceil(begin / months) * months; ; month += months) {
    const day = Date.UTC(1970, month, 1) / DAY_MS;
    if (day > most) return ticks;
    if (day >= least) ticks.push(day);
  }
}

/** The year stands below the first tick and wherever it changes. */
function dayLabels(plot, ticks, axis, space, step) {
  let year;
  return ticks.map((tick) => {
    const date = new Date(tick * DAY_MS);
    const before = year;
    year = date.getUTCFullYear();
    if (step > 300) return String(year);
    const name = MONTHS[date.getUTCMonth()];
    const label = step < 28 ? date.getUTCDate() + ' ' + name : name;
    return year === before ? label : label + '\n' + year;
  });
}

function axis(more) {
  return {
    stroke: color('--text-soft'),
    font: font(),
    gap: px(5),
    grid: { stroke: color('--grid'), width: px(1) },
    ticks: { stroke: color('--grid'), width: px(1), size: px(5) },
    ...more,
  };
}

function whole(ticks) {
  return ticks.map((tick) => (Number.isInteger(tick) ? (tick >= 1e6 ? grouped(tick / 1e6) + ' M' : grouped(tick)) : ''));
}

function widest(plot, labels) {
  return px(16) + px(7) * Math.max(3, ...(labels || []).map((label) => label.length));
}

function daysPlot({ firstDay, counts }) {
  const isBars = counts.length <= MOST_BARS;
  const series = { label: 'messages', stroke: color('--line'), fill: color('--area'), width: px(1), points: { show: false } };
  if (isBars) Object.assign(series, { width: 0, fill: color('--line'), paths: uPlot.paths.bars({ size: [0.8, px(40)] }) });
  return {
    data: [counts.map((count, index) => firstDay + index), counts],
    options: {
      scales: { x: { time: false, range: (plot, least, most) => [least - 0.5, most + 0.5] }, y: { range: (plot, least, most) => [0, Math.max(1, most * 1.05)] } },
      axes: [axis({ incrs: DAY_STEPS, splits: dayTicks, values: dayLabels, space: px(70), size: px(46) }), axis({ values: (plot, ticks) => whole(ticks), size: widest })],
      series: [{ label: 'day', value: (plot, day) => (day == null ? '–' : dayText(day)) }, { ...series, value: (plot, count) => (count == null ? '–' : grouped(count)) }],
      cursor: { y: false, drag: { x: true, y: false } },
    },
    hint: 'Point at a day for its number. Drag to look closer, double-click to see all.',
  };
}

function completionPlot({ unit, times, shares, cutOver }) {
  const last = Math.max(times[times.length - 1], 1e-9);
  return {
    data: [times, shares],
    options: {
      scales: { x: { time: false, range: (plot, least, most) => (least === most ? [0, last] : [least, most]) }, y: { range: [0, 1.04] } },
      axes: [axis({ label: unit + ' after the start', labelFont: font(), labelSize: px(22), space: px(60), size: px(34) }), axis({ splits: () => [0, 0.25, 0.5, 0.75, 1], values: (plot, ticks) => ticks.map((tick) => tick * 100 + ' %'), size: px(56) })],
      series: [{ label: unit, value: (plot, time) => (time == null ? '–' : String(Math.round(time * 100) / 100)) }, { label: 'complete', stroke: color('--line'), fill: color('--area'), width: px(2), points: { show: false }, value: (plot, share) => (share == null ? '–' : percent(share)) }],
      cursor: { y: false, drag: { x: true, y: false } },
      hooks: cutOver === undefined ? {} : { draw: [(plot) => mark(plot, cutOver, 'cut-over')] },
    },
    hint: 'Point at the curve for its numbers. Drag to look closer, double-click to see all.',
  };
}

/** A dashed line with its name, on whichever side there is room. */
function mark(plot, at, name) {
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(at, 'x', true));
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const unit = px(uPlot.pxRatio);
  const isLeft = x - bbox.left > bbox.width / 2;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = color('--mark');
  ctx.lineWidth = 2 * unit;
  ctx.setLineDash([6 * unit, 4 * unit]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = 'bold ' + 12 * unit + 'px system-ui, sans-serif';
  ctx.textAlign = isLeft ? 'right' : 'left';
  ctx.textBaseline = 'bottom';
  ctx.fillText(name, x + (isLeft ? -6 : 6) * unit, bbox.top + bbox.height - 6 * unit);
  ctx.restore();
}

const charts = [['plot-days', daysPlot, data.days], ['plot-completion', completionPlot, data.completion]]
  .map(([id, make, facts]) => ({ box: document.getElementById(id), make, facts }))
  .filter(({ box, facts }) => box && facts);

function sizeOf(box) {
  if (onPaper) return { width: px(PAPER.width), height: px(PAPER.height) };
  const width = box.clientWidth;
  return { width, height: width < 500 ? 220 : 280 };
}

function paint(chart) {
  if (chart.plot) chart.plot.destroy();
  const { data: points, options, hint } = chart.make(chart.facts);
  chart.box.replaceChildren();
  chart.plot = new uPlot({ ...sizeOf(chart.box), ...options }, points, chart.box);
  if (chart.hint) return;
  const { textContent: label } = chart.box.closest('figure').querySelector('figcaption');
  chart.box.setAttribute('role', 'img');
  chart.box.setAttribute('aria-label', label);
  chart.hint = document.createElement('p');
  chart.hint.className = 'hint';
  chart.hint.textContent = hint;
  chart.box.after(chart.hint);
}

/** Paper is light, has a width of its own, and everything on it is open. */
function toPaper(isPaper) {
  if (isPaper === onPaper) return;
  onPaper = isPaper;
  root.classList.toggle('paper', isPaper);
  for (const details of document.querySelectorAll('details')) {
    if (isPaper) details.dataset.was = details.open ? 'open' : '';
    details.open = isPaper || details.dataset.was === 'open';
  }
  charts.forEach(paint);
}

charts.forEach(paint);
const watcher = new ResizeObserver(() => {
  for (const { box, plot } of charts) if (sizeOf(box).width !== plot.width) plot.setSize(sizeOf(box));
});
for (const { box } of charts) watcher.observe(box);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach(paint));
matchMedia('print').addEventListener('change', ({ matches }) => toPaper(matches));
addEventListener('beforeprint', () => toPaper(true));
addEventListener('afterprint', () => toPaper(false));
})();
`;
