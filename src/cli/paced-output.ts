import type { Writable } from 'node:stream';

/** Writes text no faster than its reader takes it. False = the reader went away, and nothing more is wanted. */
export async function writeOut(text: string, output: Writable = process.stdout): Promise<boolean> {
  if (output.destroyed || output.errored) return false;
  if (output.write(text)) return true;
  return new Promise((resolve) => {
    const settle = (goesOn: boolean) => () => {
      output.off('drain', onDrain).off('close', onGone).off('error', onGone);
      resolve(goesOn);
    };
    const [onDrain, onGone] = [settle(true), settle(false)];
    output.on('drain', onDrain).on('close', onGone).on('error', onGone);
  });
}
