import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { RoamMsg } from '../im/wire.js';
import type { FileHandle, Files } from '../types.js';

/*
 * A conversation comes newest page first and is told oldest message first. Its pages wait in a file, each as lines of
 * JSON, and only where each begins is kept in memory: a conversation of a million messages needs no more of it than one of
 * a hundred. The file loses its name as soon as it is open: whatever becomes of the process, nothing stays behind.
 */
export class PageSpool {
  /** Where each page begins; the last number is where the next one would. */
  private readonly begins: number[] = [0];
  /** Messages in it. */
  count = 0;

  private constructor(private readonly handle: FileHandle) {}

  static async open(files: Files, folder: string): Promise<PageSpool> {
    const path = join(folder, `tim-migrate-${randomUUID()}`);
    await files.open(path, 'wx', 0o600).then((created) => created.close());
    const handle = await files.open(path, 'r+');
    await files.unlink(path);
    return new PageSpool(handle);
  }

  /** Adds a page that is older than all before; its messages are oldest first. */
  async add(page: readonly RoamMsg[]): Promise<void> {
    if (page.length === 0) return;
    const bytes = Buffer.from(page.map((message) => JSON.stringify(message)).join('\n'));
    const begin = this.begins.at(-1)!;
    await this.handle.write(bytes, begin);
    this.begins.push(begin + bytes.length);
    this.count += page.length;
  }

  async *oldestFirst(): AsyncGenerator<RoamMsg> {
    for (let page = this.begins.length - 2; page >= 0; page -= 1) {
      const text = await this.read(this.begins[page]!, this.begins[page + 1]!);
      for (const line of text.split('\n')) yield JSON.parse(line) as RoamMsg;
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async read(begin: number, end: number): Promise<string> {
    const bytes = Buffer.alloc(end - begin);
    for (let done = 0; done < bytes.length; ) {
      const count = await this.handle.read(bytes, done, bytes.length - done, begin + done);
      if (count === 0) throw new Error('the pages of the conversation are gone from the temporary file');
      done += count;
    }
    return bytes.toString('utf8');
  }
}
