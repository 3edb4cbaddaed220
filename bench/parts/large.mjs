import { fixed, grouped } from '../lib/numbers.mjs';
import { lateMessage } from '../lib/planted.mjs';
import { MEMORY, prepared as preparation, surveyed } from '../lib/planted-runs.mjs';

/** An export larger than the memory it may take: what is planted in it is found, and prepare gives exactly the sorted set. */

const MOST_MEGABYTES = 1_000;
const FOUND = ['shared-keys', 'repeated', 'mirrored', 'out-of-order'];

export async function large({ quick }) {
  const count = quick ? 500_000 : 10_000_000;
  return section(count, await surveyed(count), await preparation(count));
}

function section(count, checked, prepared) {
  const { wrong, sorted, again } = prepared;
  const found = FOUND.map((kind) => findingsOf(checked).find((finding) => finding.kind === kind));
  const peak = Math.max(checked.peakMegabytes, prepared.peakMegabytes);
  const missing = FOUND.filter((_, index) => found[index]?.count !== 1);
  const lateFound = found[3]?.examples[0]?.record;
  const orderFindings = findingsOf(again).filter(({ kind }) => kind === 'out-of-order');
  const row = (name, { seconds, peakMegabytes }) => [
    name,
    sorted ? fixed(seconds / sorted.seconds) : '',
    `${grouped(count / seconds)}/s`,
    `${fixed(seconds, 0)} s`,
    peakMegabytes === undefined ? '' : `${fixed(peakMegabytes, 0)} MB`,
  ];
  return {
    title: `${grouped(count)} records within ${MEMORY}`,
    about:
      `\`check\` on ${grouped(count)} records of 50,000 conversations in order, with one of each planted: a message again in ` +
      'another file, one under another id, one under the key of another, one far behind its conversation. `prepare` on the ' +
      'same messages shuffled. Peer: the system’s `sort` by the text of the time, 600 MB and two threads, which neither maps ' +
      'nor compares anything.',
    tables: [
      {
        head: ['program', 'time / sort', 'records', 'time', 'peak memory'],
        rows: [
          row('check with survey', checked),
          row('prepare', prepared),
          ...(sorted ? [row('sort', sorted)] : []),
          row('check of the prepared export', again),
        ],
      },
    ],
    targets: [
      {
        text: 'each planted fault is found, and nothing else',
        figure:
          missing.length === 0 ? `${FOUND.join(', ')}: 1 each; the late one named` : `wrong: ${missing.join(', ')}`,
        met: missing.length === 0 && lateFound === lateMessage(count) + 70_001,
      },
      {
        text: 'prepare gives exactly the sorted, distinct set',
        figure: wrong ?? `${grouped(count)} lines compared`,
        met: wrong === undefined,
      },
      {
        text: 'check of what prepare made has no order finding',
        figure: `${orderFindings.length}`,
        met: orderFindings.length === 0,
      },
      {
        text: `peak of check and prepare under ${MOST_MEGABYTES} MB`,
        figure: `${fixed(checked.peakMegabytes, 0)} and ${fixed(prepared.peakMegabytes, 0)} MB`,
        met: peak < MOST_MEGABYTES,
      },
    ],
  };
}

function findingsOf({ report }) {
  return report.findings.findings;
}
