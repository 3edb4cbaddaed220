import { Pool } from 'undici';
import { bodies, fromPackages, HEADERS, IN_FLIGHT, measure, mustBeOk, origin, path } from './bodies.mjs';

/** p-queue over undici: a task for each body, and not many more waiting than are in flight. */

const PQueue = await fromPackages('p-queue');
const pool = new Pool(origin, { connections: IN_FLIGHT, pipelining: 1 });
const queue = new PQueue({ concurrency: IN_FLIGHT });

async function send(body) {
  const answer = await pool.request({ method: 'POST', path, headers: HEADERS, body });
  mustBeOk(await answer.body.text());
}

await measure(async () => {
  for (const body of bodies) {
    queue.add(() => send(body));
    if (queue.size >= IN_FLIGHT) await queue.onSizeLessThan(IN_FLIGHT);
  }
  await queue.onIdle();
});
await pool.close();
