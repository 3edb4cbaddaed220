import { existsSync } from 'node:fs';
import { CLI } from './lib/program.mjs';
import { keep, machine, sectionText, writeDocument } from './lib/results.mjs';
import { check } from './parts/check.mjs';
import { gate } from './parts/gate.mjs';
import { imports } from './parts/import.mjs';
import { large } from './parts/large.mjs';
import { memory } from './parts/memory.mjs';
import { rate } from './parts/rate.mjs';
import { resume } from './parts/resume.mjs';
import { scaling } from './parts/scaling.mjs';
import { start } from './parts/start.mjs';

/** Measures what is named, or everything; what is measured in full is written to RESULTS.md. See README.md. */

const PARTS = { start, rate, gate, import: imports, check, memory, scaling, resume, large };
const QUICK = '--quick';
const BUILD_IS_OTHER = process.env.BENCH_DIST !== undefined;

const words = process.argv.slice(2);
const unknown = words.filter((word) => word !== QUICK && !Object.hasOwn(PARTS, word));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Parts: ${Object.keys(PARTS).join(', ')}; and ${QUICK}.`);
  process.exit(2);
}
if (!existsSync(CLI)) {
  console.error('The command is not built. Build it with: npm run build');
  process.exit(2);
}

const quick = words.includes(QUICK);
const chosen = words.filter((word) => word !== QUICK);
const names = chosen.length > 0 ? chosen : Object.keys(PARTS);
const begunMs = performance.now();
console.log(machine());
for (const name of names) {
  const section = await PARTS[name]({ quick });
  console.log(`\n${sectionText(section)}`);
  if (quick || BUILD_IS_OTHER) continue;
  keep(name, section);
  writeDocument(Object.keys(PARTS));
}
console.log(`\n${Math.round((performance.now() - begunMs) / 1_000)} s`);
