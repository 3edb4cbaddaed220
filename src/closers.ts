/** What is to be closed at the end, whatever came in between: last opened, first closed. */
export class Closers {
  private readonly list: (() => Promise<void> | void)[] = [];

  add(close: () => Promise<void> | void): void {
    this.list.push(close);
  }

  /** Closes all, even when one of them fails; throws what failed first. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.list.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
