/** How far an export as a whole is from the order of time, whatever the conversations. */
export class Disorder {
  /** Messages older than one before them. */
  count = 0;
  mostSeconds = 0;
  private newestSecond = Number.NEGATIVE_INFINITY;

  message(second: number): void {
    if (second >= this.newestSecond) {
      this.newestSecond = second;
      return;
    }
    this.count += 1;
    this.mostSeconds = Math.max(this.mostSeconds, this.newestSecond - second);
  }
}
