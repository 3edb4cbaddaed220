// The list of error codes in docs/service-codes.md, from the code table of the built command. `--check` only compares.
import { knownCodes, ruleFor } from '../dist/im/codes.js';
import { keep, table } from './marked-table.mjs';

const rows = knownCodes().map((code) => {
  const { decision, meaning, advice } = ruleFor(code);
  return [String(code), decision, meaning, advice];
});

keep('docs/service-codes.md', 'codes', table([['code', 'decision', 'meaning', 'what to do'], ...rows]));
