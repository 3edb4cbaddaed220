import { closeSync, openSync, readSync } from 'node:fs';

/** The floor for reading JSON lines: chunks of 256 KiB, split at the bytes of line feeds, JSON.parse for each line. */

const LINE_FEED = 0x0a;
const CHUNK_BYTES = 256 * 1_024;

const file = openSync(process.argv[2], 'r');
const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
let carry = Buffer.alloc(0);
let lines = 0;
let characters = 0;

function line(text) {
  lines += 1;
  // Something of the value is used, so that parsing it cannot be skipped.
  characters += JSON.parse(text).from.length;
}

for (let got = readSync(file, chunk); got > 0; got = readSync(file, chunk)) {
  let from = 0;
  let to = chunk.indexOf(LINE_FEED);
  if (carry.length > 0 && to !== -1 && to < got) {
    line(Buffer.concat([carry, chunk.subarray(0, to)]).toString('utf8'));
    carry = Buffer.alloc(0);
    from = to + 1;
    to = chunk.indexOf(LINE_FEED, from);
  }
  for (; to !== -1 && to < got; to = chunk.indexOf(LINE_FEED, from)) {
    line(chunk.toString('utf8', from, to));
    from = to + 1;
  }
  carry = Buffer.concat([carry, chunk.subarray(from, got)]);
}
if (carry.length > 0) line(carry.toString('utf8'));
closeSync(file);
console.log(JSON.stringify({ lines, characters }));
