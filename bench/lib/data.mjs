import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Exports to measure with: canonical chat records in time order, invented here, the same bytes in every run. They are
 * kept in bench/data (not in git) and made when they are missing.
 */

export const DATA_FOLDER = join(import.meta.dirname, '..', 'data');

const CONVERSATIONS = 50_000;
const ACCOUNTS = 30_000;
const BEGIN_MS = Date.UTC(2020, 0, 1);
/** Text is written in pieces of about this many characters. */
const PIECE_LENGTH = 1 << 20;
const COLUMNS = 'id,from,to,time,type,text,url,uuid,size,width,height,format,customData';

/** The path of an export; `longIds` gives ids of 19 digits, which do not fit a double. */
export function exportFile({ format, lines, longIds = false }) {
  const path = join(DATA_FOLDER, `chat-${lines}${longIds ? '-long-ids' : ''}.${format}`);
  if (!existsSync(path)) write(path, format, lines, longIds);
  return path;
}

/** Takes an export away again that is too big to keep, unless it shall be there the next time. */
export function dropExport(path) {
  if (!process.env.BENCH_KEEP_DATA) rmSync(path);
}

function write(path, format, lines, longIds) {
  mkdirSync(DATA_FOLDER, { recursive: true });
  const file = openSync(`${path}.part`, 'w');
  const toLine = format === 'csv' ? csvLine : JSON.stringify;
  let piece = format === 'csv' ? `${COLUMNS}\n` : '';
  for (const record of records(lines)) {
    let line = toLine(record);
    // Written into the text: as a number in the program it would lose its last digits.
    if (longIds) line = line.replace(String(record.id), `1790${String(record.id).padStart(15, '0')}`);
    piece += `${line}\n`;
    if (piece.length < PIECE_LENGTH) continue;
    writeSync(file, piece);
    piece = '';
  }
  writeSync(file, piece);
  closeSync(file);
  renameSync(`${path}.part`, path);
}

/** When the record of this index was sent, in Unix ms: the same in every export. */
export function timeOfRecord(index) {
  let at = 0;
  for (const { time } of records(index + 1)) at = time;
  return at;
}

/** About 300 bytes each as JSON; some conversations are much busier than others. */
function* records(count) {
  const random = mulberry32(20240101);
  const pick = (list) => list[Math.floor(random() * list.length)];
  let time = BEGIN_MS;
  for (let index = 0; index < count; index += 1) {
    time += Math.floor(random() * 10_000);
    const conversation = Math.floor(CONVERSATIONS * random() ** 2);
    const one = NAMES_OF_ACCOUNTS[conversation % ACCOUNTS];
    const other = NAMES_OF_ACCOUNTS[(conversation * 7 + 1 + (conversation >> 4)) % ACCOUNTS];
    const [from, to] = random() < 0.5 ? [one, other] : [other, one];
    const head = { id: 480_000_000_000 + index, from, to: to === from ? 'service_desk' : to, time };
    yield random() < 0.06 ? image(head, random) : text(head, random, pick);
  }
}

/** Each name once: a name made anew for every record would take a tenth of the time. */
const NAMES_OF_ACCOUNTS = Array.from({ length: ACCOUNTS }, (_, number) => `user_${String(number).padStart(6, '0')}`);

function text(head, random, pick) {
  const script = pick(SCRIPTS);
  let words = pick(script);
  const length = script === CHINESE ? 26 + random() * 46 : 80 + random() * 145;
  while (words.length < length) words += ` ${pick(random() < 0.12 ? EMOJI : script)}`;
  const record = { ...head, type: 'text', text: words };
  return random() < 0.1 ? { ...record, customData: '{"source":"legacy","channel":"web"}' } : record;
}

function image(head, random) {
  const uuid = `pic-${Math.floor(random() * 1e9).toString(36)}-${head.id.toString(36)}`;
  const url = `https://files.example.com/chat/2024/originals/${uuid}.jpg?width=original&token=${head.time.toString(36)}`;
  const size = 20_000 + Math.floor(random() * 3_000_000);
  return { ...head, type: 'image', url, uuid, size, width: 1080, height: 1440, format: 'jpg' };
}

const NAMES = COLUMNS.split(',');

function csvLine(record) {
  return NAMES.map((name) => csvCell(record[name])).join(',');
}

function csvCell(value) {
  if (value === undefined) return '';
  const cell = String(value);
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Small, seeded, good enough for made-up chat. */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const CHINESE = [
  '您好，请问我的订单什么时候发货？',
  '已经帮您查到了，包裹今天下午从仓库发出。',
  '好的，谢谢！麻烦发一下快递单号。',
  '这个尺码还有货吗，想换大一号的。',
  '退款会在三个工作日内原路返回。',
  '收到，我们先确认一下库存再回复您。',
];
const ENGLISH = [
  'Hi, could you tell me when my order will ship?',
  'Sure, let me have a look at that for you.',
  'It says "out for delivery", but nothing has come yet.',
  'Thanks a lot, that solved it!',
  'Could you send me a photo of the label, please?',
  'We have moved your appointment to next Tuesday at 10:30.',
];
const MIXED = [
  '下载链接：https://example.com/app?id=42，点开就行',
  'Größe M ist wieder da, soll ich eine zurücklegen?',
  'Path is C:\\Export\\chat and the file is there',
  'меня устраивает, спасибо большое',
  '了解です、明日の午後に伺います。',
  '좋아요, 그럼 세 시에 봐요',
];
const EMOJI = ['😀', '👍🏽', '🙏', '🎉🎉', '👨‍👩‍👧', '❤️'];
const SCRIPTS = [CHINESE, CHINESE, ENGLISH, ENGLISH, MIXED];
