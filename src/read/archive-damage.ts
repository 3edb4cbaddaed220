import type { Damage } from './bytes.js';

/** What is told of a compressed file that cannot be read to its end. `kind` = gzip, zstd, zip. */

export function cutArchive(kind: string): Damage {
  return {
    code: 'cut-archive',
    reason: `the ${kind} data end before their end: the file was cut or is not copied completely`,
    advice: 'Copy or export the file again, completely, then start the same command again.',
  };
}

export function corruptArchive(kind: string, detail: string): Damage {
  const test = kind === 'zip' ? 'unzip -t' : `${kind} -t`;
  return {
    code: 'corrupt-archive',
    reason: `the ${kind} data are corrupt (${detail}); what follows cannot be read`,
    advice: `Test the file with ${test}, copy or export it again, then start the same command again.`,
  };
}
