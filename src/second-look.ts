import { FINDINGS_FILE, REJECTS_FILE } from './checkpoint/lines-file.js';
import { FatalError } from './errors.js';
import { fingerprintOf, fingerprintOfPair } from './fingerprint.js';
import { placeText } from './place.js';
import type { RunPorts } from './request.js';
import type { Database } from './survey/database.js';
import { putHalves } from './survey/table-writer.js';
import { linesOf } from './text-file.js';
import { ClassFiles, type Findings } from './verify/class-files.js';
import { type Finding, OF_EXPECTED } from './verify/classes.js';
import { MENDED_CLASSES } from './verify/damage.js';
import { isInRange, type LookupRange } from './verify/lookup-list.js';

/** What a repair reads again, and what it then says of each message; when it is not to begin. */

/** The conversations that were mended, for the second reading: a table of their lanes. */
export async function nameAgain(database: Database, findingsPath: string, ports: RunPorts): Promise<void> {
  await database.run('DROP TABLE IF EXISTS again');
  const table = await database.createTable('again', [['lane', 'UBIGINT']]);
  const words = table.words('lane');
  for await (const line of linesOf(ports.files, findingsPath)) {
    const { class: name, from, to } = JSON.parse(line) as Finding;
    if (!MENDED_CLASSES.includes(name)) continue;
    const [first, second] = from < to ? [from, to] : [to, from];
    putHalves(words, table.row, fingerprintOfPair(fingerprintOf(first), fingerprintOf(second)));
    table.endRow();
  }
  table.close();
}

/** Of what was to be mended: what is still not right, or could not be read again, and what is seen to be right. */
export async function sayWhatIsLeft(
  foundPath: string,
  againFolder: string,
  folder: string,
  ports: RunPorts,
): Promise<Findings> {
  const still = new Set<string>();
  for await (const line of linesOf(ports.files, `${againFolder}/${FINDINGS_FILE}`)) {
    const finding = JSON.parse(line) as Finding;
    if (OF_EXPECTED.includes(finding.class)) still.add(placeText(finding));
  }
  const unread: LookupRange[] = [];
  for await (const line of linesOf(ports.files, `${againFolder}/${REJECTS_FILE}`)) {
    unread.push((JSON.parse(line) as { readonly raw: LookupRange }).raw);
  }
  return ClassFiles.fill(folder, ports.files, async (sorted) => {
    for await (const line of linesOf(ports.files, foundPath)) {
      const finding = JSON.parse(line) as Finding;
      if (!MENDED_CLASSES.includes(finding.class)) continue;
      const isWrong = still.has(placeText(finding)) || unread.some((range) => isInRange(finding, range));
      await sorted.write({ ...finding, class: isWrong ? 'unrepairable' : 'repaired' });
    }
  });
}

export function wouldDouble(count: number): FatalError {
  return new FatalError(
    'stopped',
    'repair-would-double',
    `${count} foreign messages say what a message of the export says in the same second: what is missing may be there under other keys, and sending it would double it.`,
    'Look at foreign.jsonl. Use the options of the run that put it there (--order, --generation), or undo that one first.',
  );
}
