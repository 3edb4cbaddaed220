import { HEADERS, inLoops, measure, mustBeOk, origin, path } from './bodies.mjs';

/** What anybody would write first: 64 loops of the global fetch. */

await measure(() =>
  inLoops(async (body) => {
    const answer = await fetch(origin + path, { method: 'POST', headers: HEADERS, body });
    mustBeOk(await answer.text());
  }),
);
