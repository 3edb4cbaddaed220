import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentOf } from '../../../src/cli/check-learner.js';
import type { ImportMsg } from '../../../src/im/wire.js';
import { Output } from '../../../src/output.js';
import { ContentWriter } from '../../../src/prepare/content.js';
import { countFates, decideFates } from '../../../src/prepare/fates.js';
import { writeLedger } from '../../../src/prepare/ledger.js';
import { type Arrangement, arrange } from '../../../src/prepare/order.js';
import { Survey } from '../../../src/survey/survey.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import type { Control, Mapped, Message, Reject, Skip } from '../../../src/types.js';
import { asMessage, canonical, raw, record } from '../map/helpers.js';

/** A mapped message of a canonical record. */
export async function messageOf(changes: Record<string, unknown>, number = 1): Promise<Message<ImportMsg>> {
  const map = await canonical();
  return asMessage(map(raw(record(changes), number))[0]);
}

export function control(message: Message<ImportMsg>, told: Control<ImportMsg>): Skip<ImportMsg> {
  return { kind: 'skip', at: message.at, reason: told.kind, source: message.source, control: told };
}

export interface Made {
  readonly lines: readonly Record<string, unknown>[];
  readonly ledger: readonly Record<string, unknown>[];
  readonly fates: Readonly<Record<string, number>>;
}

/** What `prepare` makes of mapped records, in this order. Records are numbered anew: 1, 2, 3 … */
export async function prepareAll(
  records: readonly (Mapped<ImportMsg> | Reject)[],
  settings: { arrangement?: Arrangement; dropMirrored?: boolean } = {},
): Promise<Made> {
  const folder = await mkdtemp(join(tmpdir(), 'prepare-'));
  const survey = await Survey.open({
    folder,
    memoryBytes: 300e6,
    about: {},
    inputNames: ['export'],
    contentOf,
  });
  try {
    const content = await ContentWriter.open(survey, 0);
    for (const [index, one] of records.entries()) {
      const numbered = { ...one, at: { ...one.at, record: index + 1 } } as Mapped<ImportMsg>;
      survey.watch(numbered);
      content.watch(numbered);
    }
    content.finish();
    const database = survey.filled();
    await decideFates(database, settings.dropMirrored ?? true);
    const sql = await arrange(database, settings.arrangement ?? 'time');
    const lines: Record<string, unknown>[] = [];
    for await (const [heads, tails] of database.chunks(sql)) {
      for (const [row, head] of heads!.entries()) lines.push(JSON.parse(`${head}${tails![row]}`));
    }
    const output = await Output.open(nodeFiles, join(folder, 'ledger'), new AbortController().signal);
    await writeLedger(database, output);
    await output.end();
    const text = await readFile(join(folder, 'ledger'), 'utf8');
    const ledger = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return { lines, ledger, fates: await countFates(database) };
  } finally {
    survey.close();
    await rm(folder, { recursive: true });
  }
}

/** Places of the ledger as `3 duplicate of 1`. */
export function told(ledger: Made['ledger']): string[] {
  return ledger.map(({ record: number, why, of }) =>
    of ? `${number} ${why} of ${(of as { record: number }).record}` : `${number} ${why}`,
  );
}
