/** Stopped or not, and who wants to hear of it. Unlike an AbortSignal it costs nothing to listen a million times. */
export class StopSignal {
  stopped = false;
  private readonly listeners = new Set<() => void>();

  stop(): void {
    this.stopped = true;
    for (const tell of this.listeners) tell();
    this.listeners.clear();
  }

  /** Calls back once, at once when already stopped; the answer forgets the callback. */
  onStop(callback: () => void): () => void {
    if (this.stopped) callback();
    else this.listeners.add(callback);
    return () => this.listeners.delete(callback);
  }
}
