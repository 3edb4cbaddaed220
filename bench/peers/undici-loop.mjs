import { Pool } from 'undici';
import { HEADERS, IN_FLIGHT, inLoops, measure, mustBeOk, origin, path } from './bodies.mjs';

/** The floor for importing: bodies made before, 64 requests in flight, each answer read and parsed, nothing remembered. */

const pool = new Pool(origin, { connections: IN_FLIGHT, pipelining: 1 });

await measure(() =>
  inLoops(async (body) => {
    const answer = await pool.request({ method: 'POST', path, headers: HEADERS, body });
    mustBeOk(await answer.body.text());
  }),
);
await pool.close();
