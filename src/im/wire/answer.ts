/** What every answer carries (269/1519); a client must live without ErrorInfo. */
export interface Answer {
  /** `OK` or `FAIL`; batchsendmsg answers `SomeError`, with ErrorCode 0, when some receivers failed (269/1612). */
  readonly ActionStatus?: string;
  readonly ErrorCode: number;
  readonly ErrorInfo?: string;
}
