import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FOLDER } from './data.mjs';

/**
 * Exports with known faults: what must be found is planted, everything else is sound. Message n stands at
 * `BEGIN_MS + n * STEP_MS`, so that the right order is that of the numbers, and nothing shares a key by chance.
 */

const BEGIN_MS = Date.UTC(2021, 0, 1);
const STEP_MS = 37;
const CONVERSATIONS = 50_000;
const LATE_BY = CONVERSATIONS + 20_000;
const PIECE_LENGTH = 1 << 20;
const TEXTS = [
  'see you at nine',
  '好的，明天见 👌',
  'Can you send me the invoice for March? The one from the new supplier.',
  '收到，谢谢！我看一下再回复你。',
  'ok',
  'The parcel arrived today, everything is fine, thank you very much for asking 🙏',
];

export function recordOf(number) {
  const conversation = (number * 48_271) % CONVERSATIONS;
  const pair = [`user_${conversation}`, `desk_${conversation % 997}`];
  const [from, to] = number % 3 === 0 ? pair : pair.reverse();
  const text = `${TEXTS[number % TEXTS.length]} ${number}`;
  return { id: 7_000_000_000 + number, from, to, time: BEGIN_MS + number * STEP_MS, text };
}

/** The message that stands too late in the ordered file; none in a small one, where a conversation has a message or two. */
export function lateMessage(count) {
  const late = Math.floor(count / 2);
  return late + LATE_BY < count ? late : undefined;
}

/** Messages 0 to count - 1 in the order of time, but the late one stands 20,000 messages behind the next one of its conversation. */
export function orderedFile(count) {
  const late = lateMessage(count);
  return made(`planted-${count}.jsonl`, function* () {
    for (let number = 0; number < count; number += 1) {
      if (number !== late) yield recordOf(number);
      if (number - LATE_BY === late) yield recordOf(late);
    }
  });
}

/** Messages 0 to count - 1, each once, far from their order: numbers are stepped through by a prime. */
export function shuffledFile(count) {
  const prime = 2_147_483_647;
  return made(`shuffled-${count}.jsonl`, function* () {
    for (let step = 0; step < count; step += 1) yield recordOf((step * (prime % count)) % count);
  });
}

/** A second file: one message again, one under another id, and one whose key another message has; all of them late ones. */
export function plantedFile(count) {
  const [again, mirrored, shared] = [recordOf(count - 11), recordOf(count - 22), recordOf(count - 33)];
  return made(`plants-${count}.jsonl`, function* () {
    yield again;
    yield { ...mirrored, id: 8_000_003_999 };
    yield { ...shared, from: shared.to, to: shared.from, text: 'another message under the same key' };
  });
}

function made(name, records) {
  const path = join(DATA_FOLDER, name);
  if (existsSync(path)) return path;
  mkdirSync(DATA_FOLDER, { recursive: true });
  const file = openSync(`${path}.part`, 'w');
  let piece = '';
  for (const record of records()) {
    piece += `${JSON.stringify(record)}\n`;
    if (piece.length < PIECE_LENGTH) continue;
    writeSync(file, piece);
    piece = '';
  }
  writeSync(file, piece);
  closeSync(file);
  renameSync(`${path}.part`, path);
  return path;
}
