import { CHECKPOINT_FILE, type Saved } from '../../src/checkpoint/checkpoint.js';
import { REJECTS_FILE } from '../../src/checkpoint/lines-file.js';
import type { Counts } from '../../src/types.js';
import type { Disk } from './disk.js';
import { nameOf, type Part, type SimExport, type SimRecord } from './export.js';
import { EXPORT, STATE } from './process.js';
import type { Service, Stored } from './service.js';

/*
 * What must hold, whatever happened. The judge knows the export and what must become of each part of each record; it looks
 * at what the service holds and at what is on the disk, never into the code.
 */

/** What is wrong, in words that name the rule. */
export class Violation extends Error {
  constructor(
    readonly rule: string,
    what: string,
  ) {
    super(`${rule}: ${what}`);
  }
}

interface RejectLine {
  readonly input: string;
  readonly record: number;
  readonly part: number;
  readonly code: string;
  readonly reason: string;
  readonly stage: string;
  readonly outcome: string;
}

const STAGES: Readonly<Record<string, string>> = {
  broken: 'read',
  unmapped: 'map',
  refused: 'deliver',
  odd: 'deliver',
};

export class Judge {
  private readonly inputNames: readonly string[];
  private savesSeen = 0;

  constructor(
    private readonly simExport: SimExport,
    private readonly service: Service,
    private readonly disk: Disk,
    private readonly window: { readonly messages: number; readonly lanesAhead: number },
  ) {
    this.inputNames = simExport.files.map((_, input) => `${EXPORT}/${nameOf(simExport.plan, input)}`);
  }

  get saves(): number {
    return this.savesSeen;
  }

  /** A checkpoint has just replaced the one before: it must claim nothing that is not so, and stand on what is durable. */
  savedNow(): void {
    const saved = this.checkpoint();
    if (!saved) return;
    this.savesSeen += 1;
    const durable = this.disk.durable(`${STATE}/${REJECTS_FILE}`) ?? Buffer.alloc(0);
    if (durable.length < saved.rejects.bytes) {
      throw new Violation(
        '1.4 what a checkpoint counts is on the disk',
        `${durable.length} of ${saved.rejects.bytes} bytes of rejects are`,
      );
    }
    const lines = this.rejectLines(saved.rejects.bytes);
    const stored = this.storedWords();
    let settled = 0;
    for (const record of this.simExport.records) {
      for (const [index, part] of record.parts.entries()) {
        if (!isSettled(saved, record, index, part)) continue;
        settled += 1;
        this.mustBeTrue(record, index, part, stored, lines);
      }
    }
    const { delivered, rejected, skipped } = saved.books;
    if (settled !== delivered + rejected + skipped) {
      throw new Violation(
        '1.6 only settled counts are saved',
        `${settled} are settled, ${delivered} + ${rejected} + ${skipped} counted`,
      );
    }
    if (lines.size !== rejected)
      throw new Violation('1.4 rejects and counts are one picture', `${lines.size} lines, ${rejected} counted`);
    const ahead = saved.inputs.reduce((sum, input) => sum + Object.keys(input.ahead).length, 0);
    const most = this.window.lanesAhead + this.window.messages + 3;
    if (ahead > most * 2) throw new Violation('1.5 lanes ahead are bounded', `${ahead} lanes ahead`);
  }

  private mustBeTrue(
    record: SimRecord,
    index: number,
    { fate, word }: Part,
    stored: ReadonlyMap<string, Stored>,
    lines: ReadonlyMap<string, RejectLine>,
  ): void {
    const place = placeOf(this.inputNames[record.input]!, record.record, index);
    if (fate === 'deliver' && !stored.has(word)) {
      throw new Violation('1.1 the mark passes only what is settled', `${place} counts as delivered and is not there`);
    }
    if (fate !== 'deliver' && fate !== 'self' && !lines.has(place)) {
      throw new Violation(
        '1.3 what is no message is settled once',
        `${place} (${fate}) counts as rejected and has no line`,
      );
    }
  }

  /** What holds at any moment: nothing twice, nothing that no record asked for, nothing out of order. */
  always(): void {
    const known = new Map<string, { record: SimRecord; part: Part }>();
    for (const record of this.simExport.records)
      for (const part of record.parts) known.set(part.word, { record, part });
    for (const [name, conversation] of this.service.conversations) {
      const seen = new Set<string>();
      for (const message of conversation.values()) {
        const word = wordOf(message.text);
        const found = known.get(word);
        if (!found || found.record.lane.replace('\n', ' ') !== name) {
          throw new Violation('nothing is made up', `${message.text.slice(0, 30)} in ${name}`);
        }
        if (found.part.fate !== 'deliver' && found.part.fate !== 'odd') {
          throw new Violation('nothing is sent that is no message', `${word} is ${found.part.fate}`);
        }
        this.mustBeReached(found.record, word);
        if (seen.has(word)) throw new Violation('nothing is doubled', `${word} is there twice under two keys`);
        seen.add(word);
      }
      this.inOrder(name, [...conversation.values()]);
    }
  }

  /** An undo looks no further than the checkpoint says that the run may have come. */
  private mustBeReached({ input, record }: SimRecord, word: string): void {
    const saved = this.checkpoint();
    if (saved && record > (saved.reached[input] ?? 0)) {
      throw new Violation('6.5 the checkpoint says how far the run may have come', `${word} was sent from beyond`);
    }
  }

  /** Both the order in which they first came, and the one in which the service shows them. */
  private inOrder(name: string, messages: readonly Stored[]): void {
    const places = this.places();
    const arrived = [...messages].sort((one, other) => one.arrival - other.arrival);
    const shown = [...messages].sort(
      (one, other) => one.seconds - other.seconds || one.seq - other.seq || one.arrival - other.arrival,
    );
    for (const [rule, list] of [
      ['1.2 a lane sends in input order', arrived],
      ['history is in source order', shown],
    ] as const) {
      for (let index = 1; index < list.length; index += 1) {
        const [one, other] = [wordOf(list[index - 1]!.text), wordOf(list[index]!.text)];
        if (places.get(one)! > places.get(other)!) throw new Violation(rule, `${one} before ${other} in ${name}`);
      }
    }
  }

  private places(): ReadonlyMap<string, number> {
    const words = this.simExport.records.flatMap(({ parts }) => parts.map(({ word }) => word));
    return new Map(words.map((word, index) => [word, index]));
  }

  /** After a life that came to the end of the whole export with nothing in its way. */
  atEnd(counts: Counts): void {
    const stored = this.storedWords();
    const lines = this.rejectLines();
    const expected = { delivered: 0, rejected: 0, skipped: 0 };
    for (const record of this.simExport.records) {
      for (const [index, part] of record.parts.entries()) {
        const { fate, word } = part;
        const line = lines.get(placeOf(this.inputNames[record.input]!, record.record, index));
        if (fate === 'deliver' || fate === 'self') {
          expected[fate === 'deliver' ? 'delivered' : 'skipped'] += 1;
          if (fate === 'deliver' && !stored.has(word)) throw new Violation('nothing is lost', `${word} is not there`);
          if (line) throw new Violation('only what is refused is rejected', `${word}: ${line.code} ${line.reason}`);
          continue;
        }
        expected.rejected += 1;
        if (!line) throw new Violation('each reject has its line', `${word} (${fate}) has none`);
        if (line.stage !== STAGES[fate])
          throw new Violation('each reject has its reason', `${word}: ${line.stage} ${line.code}`);
        if (fate === 'odd' && line.outcome !== 'unknown')
          throw new Violation('4.4 an unknown code is an unknown outcome', word);
      }
    }
    if (lines.size !== expected.rejected)
      throw new Violation('each reject has one line', `${lines.size} of ${expected.rejected}`);
    for (const name of ['delivered', 'rejected', 'skipped'] as const) {
      if (counts[name] !== expected[name]) {
        throw new Violation('the books are true', `${name} ${counts[name]}, should be ${expected[name]}`);
      }
    }
    const read = expected.delivered + expected.rejected + expected.skipped;
    if (counts.read !== read || counts.pending !== 0) {
      throw new Violation(
        'the books balance',
        `read ${counts.read}, pending ${counts.pending}; should be ${read} and 0`,
      );
    }
  }

  /** After an undo that came to its end: whatever the run brought there is recalled. */
  undone(): void {
    for (const message of this.storedWords().values()) {
      if (!message.isRecalled)
        throw new Violation('6.5 an undo recalls all that may be there', `${wordOf(message.text)} is not recalled`);
    }
  }

  checkpoint(): Saved | undefined {
    const text = this.disk.content(`${STATE}/${CHECKPOINT_FILE}`)?.toString();
    if (text === undefined) return undefined;
    try {
      return (JSON.parse(text) as { run: Saved }).run;
    } catch {
      throw new Violation('1.4 a checkpoint is whole or not there', `it has ${text.length} characters`);
    }
  }

  private storedWords(): ReadonlyMap<string, Stored> {
    const words = new Map<string, Stored>();
    for (const conversation of this.service.conversations.values()) {
      for (const message of conversation.values()) words.set(wordOf(message.text), message);
    }
    return words;
  }

  /** By place; a place that comes twice is a violation. */
  private rejectLines(bytes?: number): ReadonlyMap<string, RejectLine> {
    const content = this.disk.content(`${STATE}/${REJECTS_FILE}`) ?? Buffer.alloc(0);
    const text = content.toString('utf8', 0, bytes ?? content.length);
    const lines = new Map<string, RejectLine>();
    for (const line of text.split('\n').filter((each) => each !== '')) {
      const reject = JSON.parse(line) as RejectLine;
      const place = placeOf(reject.input, reject.record, reject.part);
      if (lines.has(place)) throw new Violation('no reject is doubled', place);
      lines.set(place, reject);
    }
    return lines;
  }
}

/** As the saved marks say. */
function isSettled({ inputs }: Saved, { input, record, lane }: SimRecord, part: number, { fate }: Part): boolean {
  const saved = inputs[input];
  if (!saved) return false;
  const { mark, reader, ahead } = saved;
  const isMessage = fate === 'deliver' || fate === 'refused' || fate === 'odd';
  if (!isMessage) return record <= reader;
  if (record < mark.record || (record === mark.record && part < mark.part)) return true;
  const step = ahead[lane];
  return step !== undefined && (record < step[0] || (record === step[0] && part <= step[1]));
}

function placeOf(input: string, record: number, part: number): string {
  return `${input} ${record}.${part}`;
}

function wordOf(text: string): string {
  return text.split(' ', 1)[0]!;
}
