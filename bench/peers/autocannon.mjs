import { bodies, fromPackages, HEADERS, IN_FLIGHT, measure, mustBeOk, origin, path } from './bodies.mjs';

/** A load generator: the first body again and again, as each of its connections would begin a list anew. */

const autocannon = await fromPackages('autocannon');

await measure(async () => {
  const result = await autocannon({
    url: origin + path,
    method: 'POST',
    headers: HEADERS,
    body: bodies[0],
    connections: IN_FLIGHT,
    amount: bodies.length,
    verifyBody: (text) => {
      mustBeOk(text);
      return true;
    },
  });
  const answered = result['2xx'];
  if (result.errors + result.mismatches > 0 || answered !== bodies.length) throw new Error(`${answered} answered well`);
});
