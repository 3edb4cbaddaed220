import { Pool } from 'undici';
import { bodies, HEADERS, IN_FLIGHT, measure, mustBeOk, origin, path } from './bodies.mjs';

/** The floor for sending at a rate: a timer that posts the next body, each answer read and parsed, nothing remembered. */

const ratePerSecond = Number(process.argv[6]);
const pool = new Pool(origin, { connections: IN_FLIGHT, pipelining: 1 });

async function send(body) {
  const answer = await pool.request({ method: 'POST', path, headers: HEADERS, body });
  mustBeOk(await answer.body.text());
}

/** Timers are a little late; what was due since the last one is sent at once. */
async function sendPaced() {
  const begunMs = performance.now();
  const sent = [];
  while (sent.length < bodies.length) {
    await new Promise((resolve) => setTimeout(resolve, 1_000 / ratePerSecond));
    const due = Math.floor(((performance.now() - begunMs) * ratePerSecond) / 1_000);
    while (sent.length < Math.min(due, bodies.length)) sent.push(send(bodies[sent.length]));
  }
  await Promise.all(sent);
}

await measure(sendPaced);
await pool.close();
