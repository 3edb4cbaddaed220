import { vi } from 'vitest';
import type { Context } from '../../src/cli/context.js';
import { statusCommand } from '../../src/cli/status-command.js';
import type { Files } from '../../src/types.js';

/** What `status --state FOLDER` prints. Throws what it throws. */
export async function statusText(files: Files, folder: string): Promise<string> {
  let printed = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    const context: Pick<Context, 'operands' | 'files'> & { settings: object } = {
      settings: { state: folder },
      operands: [],
      files,
    };
    await statusCommand(context as unknown as Context);
  } finally {
    write.mockRestore();
  }
  return printed;
}
