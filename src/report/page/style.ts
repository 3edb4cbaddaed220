/** The page's looks: system fonts, light and dark as the reader's machine has it, narrow and wide, paper. */
export const PAGE_STYLE = `
:root {
  color-scheme: light;
  --ground: #ffffff; --raised: #f5f7fa; --text: #1c2430; --text-soft: #566273; --rule: #d9dfe7; --grid: #e6eaf0;
  --line: #1d5fbf; --area: rgba(29, 95, 191, .14); --mark: #b3470a;
  --wrong: #b3261e; --wrong-ground: #fdf0ee; --good: #1a6b3c; --good-ground: #edf7f0; --note: #566273; --note-ground: #f5f7fa;
}
@media screen and (prefers-color-scheme: dark) {
  :root:not(.paper) {
    color-scheme: dark;
    --ground: #12161c; --raised: #1b212a; --text: #e4e9f0; --text-soft: #a3afbf; --rule: #333d4a; --grid: #29313c;
    --line: #78aef5; --area: rgba(120, 174, 245, .18); --mark: #ffae70;
    --wrong: #ff9a90; --wrong-ground: #321c1b; --good: #7fd6a0; --good-ground: #16291e; --note: #a3afbf; --note-ground: #1b212a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text); line-height: 1.55; font-size: 16px;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif;
}
main { max-width: 1120px; margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem) 3rem; }
h1, h2, h3 { line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.6rem, 1.2rem + 1.8vw, 2.4rem); letter-spacing: -.01em; }
h2 { font-size: 1.35rem; padding-bottom: .4rem; border-bottom: 1px solid var(--rule); margin-bottom: 1rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .6rem; }
p { margin: 0 0 .8rem; max-width: 46rem; overflow-wrap: anywhere; }
section { margin-top: 3rem; }
a { color: var(--line); }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .86em; overflow-wrap: anywhere; }
small { color: var(--text-soft); font-size: .8em; font-weight: 400; overflow-wrap: anywhere; }
.kind, .made, .reading, .hint, footer { color: var(--text-soft); }
p time, .figures time { white-space: nowrap; }
.kind { margin-bottom: .3rem; }
.made { margin-top: .5rem; }
.hint { font-size: .85rem; margin: .1rem 0 .3rem; }

.verdict { display: flex; gap: 1rem; align-items: baseline; margin-top: 1.5rem; padding: 1rem 1.25rem; border: 1px solid; border-left-width: 6px; border-radius: 8px; }
.verdict p { margin: 0; color: var(--text); }
.verdict .result { font-size: 1.35rem; font-weight: 650; line-height: 1.3; color: inherit; }
.mark { font-size: 1.5rem; font-weight: 700; line-height: 1; }
.verdict.wrong { color: var(--wrong); background: var(--wrong-ground); }
.verdict.good { color: var(--good); background: var(--good-ground); }
.verdict.note { color: var(--note); background: var(--note-ground); }

.figures { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1px; margin: 1.5rem 0 0; border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; background: var(--rule); }
.figures > div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .9rem 1.25rem; background: var(--ground); }
.figures dt { color: var(--text-soft); font-size: .9rem; }
.figures dd { margin: 0; font-size: clamp(1.15rem, 1rem + .8vw, 1.45rem); font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.35; }
.figures time { font-size: 1.05rem; }
.figures .to { font-size: .9rem; font-weight: 400; color: var(--text-soft); }

.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 2rem 3rem; align-items: start; }
.columns > * { min-width: 0; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; font-variant-numeric: tabular-nums; }
table.narrow { max-width: 34rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; overflow-wrap: anywhere; }
th, td { text-align: left; padding: .38rem .75rem .38rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--text-soft); font-size: .85rem; }
tbody th { overflow-wrap: anywhere; min-width: 6.5rem; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
.n { text-align: right; white-space: nowrap; }
table + p, div > table + p { margin-top: .7rem; color: var(--text-soft); }
.bars td:last-child, .bars thead td { width: 28%; min-width: 3rem; }
.bar { display: block; width: 100%; height: .7rem; margin-top: .38rem; }
.bar rect { fill: var(--line); }

.findings, .places { list-style: none; margin: 0; padding: 0; }
.findings > li { display: grid; grid-template-columns: 5.5rem 1fr; gap: 1rem; padding: .9rem 0; border-bottom: 1px solid var(--rule); }
.findings > li > div { min-width: 0; }
.findings p { margin: 0 0 .35rem; }
.where, .places { color: var(--text-soft); font-size: .88rem; }
.findings .where { margin: 0; }
.places li { overflow-wrap: anywhere; padding-left: 1rem; }
.badge { justify-self: start; align-self: start; padding: .1rem .55rem; border: 1px solid; border-radius: 99px; font-size: .85rem; font-weight: 600; white-space: nowrap; }
.badge.wrong { color: var(--wrong); background: var(--wrong-ground); }
.badge.note { color: var(--note); background: var(--note-ground); }

.cutover { border-left: 4px solid var(--mark); padding-left: .9rem; }
figure { margin: 1.5rem 0 1rem; }
figcaption { font-weight: 600; margin-bottom: .5rem; }
.plot { overflow: hidden; }
.plot > p { color: var(--text-soft); }
.plot .uplot { font-family: inherit; }
.plot .u-legend { text-align: left; margin: 0; font-size: .88rem; pointer-events: none; font-variant-numeric: tabular-nums; }
.plot .u-legend .u-marker { display: none; }
.plot .u-legend th, .plot .u-legend td { border: 0; padding: 2px 4px; }
.plot .u-select { background: var(--area); }
summary { cursor: pointer; color: var(--line); margin-bottom: .6rem; }
.paper .uplot { width: 640px !important; }
.paper .u-wrap { width: 640px !important; height: 260px !important; }
details { margin-bottom: 2rem; }
details table { max-width: 44rem; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: .88rem; }

@media (max-width: 48rem) {
  .figures { grid-template-columns: 1fr 1fr; }
}
@media (max-width: 30rem) {
  main { padding-top: 1.5rem; }
  section { margin-top: 2.25rem; }
  .findings > li { grid-template-columns: 1fr; gap: .4rem; }
  .figures > div { padding: .7rem 1rem; }
  th, td { padding-right: .5rem; }
  .bars td:last-child, .bars thead td { width: 16%; min-width: 2rem; }
}
@media print {
  @page { margin: 16mm; }
  html { font-size: 9.5pt; }
  body { font-size: 1rem; }
  main { max-width: none; padding: 0; }
  section { margin-top: 1.6rem; }
  h2, h3, caption, figcaption { break-after: avoid; }
  figure, tr, .findings > li, .verdict, .figures, table { break-inside: avoid; }
  details table { break-inside: auto; }
  .figures, .verdict, .badge { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  th, td { padding-top: .22rem; padding-bottom: .22rem; }
  .columns { grid-template-columns: 1fr; gap: 1.5rem; }
  .hint, .u-legend, summary { display: none; }
  details::details-content { content-visibility: visible; display: block; }
  a { color: inherit; text-decoration: none; }
}
`;
