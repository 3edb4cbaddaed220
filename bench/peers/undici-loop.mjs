import { readFileSync } from 'node:fs';
import { Pool } from 'undici';

/**
 * The floor for importing: bodies made before, 64 requests in flight, each answer read and parsed, nothing remembered.
 * Words: origin, path, a file with one body a line. Prints the seconds of the loop alone.
 */

const IN_FLIGHT = 64;

const [origin, path, file] = process.argv.slice(2);
const bodies = readFileSync(file, 'utf8').trimEnd().split('\n');
const pool = new Pool(origin, { connections: IN_FLIGHT, pipelining: 1 });
const headers = { 'content-type': 'application/json; charset=utf-8' };
let next = 0;

async function work() {
  while (next < bodies.length) {
    const body = bodies[next];
    next += 1;
    const answer = await pool.request({ method: 'POST', path, headers, body });
    const { ErrorCode, ErrorInfo } = JSON.parse(await answer.body.text());
    if (ErrorCode !== 0) throw new Error(`the server answered ${ErrorCode}: ${ErrorInfo}`);
  }
}

const begunMs = performance.now();
await Promise.all(Array.from({ length: IN_FLIGHT }, work));
const seconds = (performance.now() - begunMs) / 1_000;
await pool.close();
console.log(JSON.stringify({ messages: bodies.length, seconds }));
