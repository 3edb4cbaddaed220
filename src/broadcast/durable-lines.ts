import { diskError } from '../checkpoint/disk-error.js';
import type { FileHandle, Files } from '../types.js';

/** A file of lines, of which each is on the disk for good before `append` comes back. */
export class DurableLines {
  private constructor(
    private readonly handle: FileHandle,
    private readonly folder: string,
    private length: number,
  ) {}

  /** `wholeBytes`: the length of its whole lines; what a crash left behind them is cut off. 0 = begins anew. */
  static async open(files: Files, folder: string, name: string, wholeBytes: number): Promise<DurableLines> {
    try {
      const handle = await files.open(`${folder}/${name}`, wholeBytes === 0 ? 'w' : 'r+', 0o600);
      await handle.truncate(wholeBytes);
      return new DurableLines(handle, folder, wholeBytes);
    } catch (error) {
      throw diskError(folder, error);
    }
  }

  async append(values: readonly unknown[]): Promise<void> {
    if (values.length === 0) return;
    const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
    try {
      await this.handle.write(bytes, this.length);
      await this.handle.sync();
    } catch (error) {
      throw diskError(this.folder, error);
    }
    this.length += bytes.length;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
