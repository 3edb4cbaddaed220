/** Port: two clocks. Monotonic for gate, backoff and patience; wall for signatures and reports. */
export interface Clock {
  monotonicMs(): number;
  /** Unix milliseconds. */
  wallMs(): number;
  /** Calls back once after `delayMs`; the answer cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Port: chance, for jitter and request ids; never for keys. */
export type Random = () => number;

/** Port: the file operations a run needs, so that a simulation can stand in for the disk. */
export interface Files {
  open(path: string, flags: 'r' | 'r+' | 'w' | 'wx' | 'a', mode?: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  makeFolder(path: string, mode?: number): Promise<void>;
  /** Makes renames and new names in the folder durable. */
  syncFolder(path: string): Promise<void>;
  /** Undefined when there is nothing at the path. */
  stat(path: string): Promise<FileStat | undefined>;
  list(path: string): Promise<string[]>;
}

export interface FileStat {
  readonly size: number;
  readonly kind: 'file' | 'folder' | 'other';
  readonly modifiedMs: number;
}

export interface FileHandle {
  /** Answers how many bytes were read; 0 = end of file. `position` null = go on from the last place. */
  read(buffer: Uint8Array, offset: number, length: number, position: number | null): Promise<number>;
  /** Writes all of it, or throws. `position` null = go on from the last place. */
  write(bytes: Uint8Array, position: number | null): Promise<void>;
  truncate(length: number): Promise<void>;
  sync(): Promise<void>;
  stat(): Promise<FileStat>;
  close(): Promise<void>;
}
