import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FatalError, systemCode } from './errors.js';
import type { FileHandle, Files } from './types.js';

/** Text is written, and compressed, in pieces of about this size. */
const PIECE_CHARACTERS = 1024 * 1024;

/**
 * A file that appears whole or not at all: written beside its place, made durable, then renamed. Compressed when its name
 * ends in .gz. The same text gives the same bytes. Every method throws FatalError('stopped', 'output-failed').
 */
export class Output {
  /** Bytes written so far. */
  bytes = 0;
  private text: string[] = [];
  private characters = 0;

  private constructor(
    private readonly files: Files,
    private readonly path: string,
    private readonly handle: FileHandle,
    private readonly interrupt: AbortSignal | undefined,
  ) {}

  /**
   * Nothing more is written once `interrupt` is aborted: then `write` throws what it was aborted with. Without one it is not
   * broken off: it takes a moment.
   */
  static async open(files: Files, path: string, interrupt?: AbortSignal): Promise<Output> {
    const handle = await files.open(temporary(path), 'w', 0o600).catch((error: unknown) => {
      throw failed(path, error);
    });
    return new Output(files, path, handle, interrupt);
  }

  /** Adds text; what comes back is to be awaited before more is added. */
  async write(text: string): Promise<void> {
    this.interrupt?.throwIfAborted();
    this.text.push(text);
    this.characters += text.length;
    if (this.characters >= PIECE_CHARACTERS) await this.flush();
  }

  /** Opens, fills and ends it; leaves nothing behind when that fails. Answers what `fill` does. */
  static async fill<Answer>(
    files: Files,
    path: string,
    fill: (output: Output) => Promise<Answer>,
    interrupt?: AbortSignal,
  ): Promise<{ answer: Answer; bytes: number }> {
    const output = await Output.open(files, path, interrupt);
    try {
      const answer = await fill(output);
      await output.end();
      return { answer, bytes: output.bytes };
    } catch (error) {
      await output.discard();
      throw error;
    }
  }

  /** Puts the file into its place. */
  async end(): Promise<void> {
    await this.flush();
    try {
      await this.handle.sync();
      await this.handle.close();
      await this.files.rename(temporary(this.path), this.path);
      await this.files.syncFolder(dirname(this.path));
    } catch (error) {
      throw failed(this.path, error);
    }
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await this.files.unlink(temporary(this.path)).catch(() => undefined);
  }

  private async flush(): Promise<void> {
    const piece = this.text.join('');
    this.text = [];
    this.characters = 0;
    if (piece === '') return;
    const bytes = this.path.endsWith('.gz') ? gzipMember(piece) : Buffer.from(piece);
    this.bytes += bytes.length;
    await this.handle.write(bytes, null).catch((error: unknown) => {
      throw failed(this.path, error);
    });
  }
}

/** Of the header only this says on which system it was made. */
const SYSTEM_BYTE = 9;
const UNKNOWN_SYSTEM = 255;

/** Members one after another are one file to every reader of gzip. */
function gzipMember(text: string): Buffer {
  const bytes = gzipSync(text);
  bytes[SYSTEM_BYTE] = UNKNOWN_SYSTEM;
  return bytes;
}

function temporary(path: string): string {
  return `${path}.part`;
}

function failed(path: string, error: unknown): FatalError {
  const full = systemCode(error) === 'ENOSPC' || systemCode(error) === 'EDQUOT';
  return new FatalError(
    'stopped',
    full ? 'disk-full' : 'output-failed',
    `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    full ? 'Make room on that disk, then run the same command again.' : 'Check the folder and its permissions.',
    error,
  );
}
