import type { Counts, RunState, Snapshot } from '../types.js';

/** report.json and what `--json` prints; public. */
export interface Report {
  readonly runId: string;
  readonly command: string;
  readonly inputs: readonly string[];
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly state: RunState;
  readonly counts: Counts;
  readonly rejectsByCode: Readonly<Record<string, number>>;
  readonly skippedByReason: Readonly<Record<string, number>>;
  /** Delivered messages of equal instant in one conversation that nothing orders. */
  readonly unordered: number;
  /** Settled per second in this life. */
  readonly ratePerSecond: number;
  readonly balanced: boolean;
  readonly exitCode: number | null;
  /** While running: what it is doing. */
  readonly progress?: { readonly activity: string; readonly cause?: string; readonly remainingMs?: number };
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
  /** The command that goes on, when there is something left to do. */
  readonly resume?: string;
  readonly findings?: unknown;
}

export interface ReportFacts {
  readonly runId: string;
  readonly command: string;
  readonly inputs: readonly string[];
  readonly startedAtMs: number;
  readonly finishedAtMs?: number;
  readonly state: RunState;
  readonly snapshot: Snapshot;
  readonly settledThisLife: number;
  readonly balanced: boolean;
  readonly exitCode?: number;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
  readonly resume?: string;
  readonly findings?: unknown;
}

export function makeReport(facts: ReportFacts): Report {
  const { runId, command, inputs, startedAtMs, finishedAtMs, state, snapshot, balanced, exitCode, error } = facts;
  const { counts, rejectsByCode, skippedByReason, unordered, elapsedMs } = snapshot;
  const ratePerSecond = elapsedMs > 0 ? (facts.settledThisLife * 1_000) / elapsedMs : 0;
  return {
    runId,
    command,
    inputs,
    startedAt: new Date(startedAtMs).toISOString(),
    finishedAt: finishedAtMs === undefined ? null : new Date(finishedAtMs).toISOString(),
    state,
    counts,
    rejectsByCode,
    skippedByReason,
    unordered,
    ratePerSecond: Math.round(ratePerSecond * 10) / 10,
    balanced,
    exitCode: exitCode ?? null,
    ...(state === 'running' ? { progress: progressOf(snapshot) } : {}),
    ...(error ? { error: { code: error.code, message: error.message, hint: error.hint } } : {}),
    ...(facts.resume === undefined ? {} : { resume: facts.resume }),
    ...(facts.findings === undefined ? {} : { findings: facts.findings }),
  };
}

function progressOf({ activity, cause, remainingMs }: Snapshot): NonNullable<Report['progress']> {
  return {
    activity,
    ...(cause === undefined ? {} : { cause }),
    ...(remainingMs === undefined ? {} : { remainingMs: Math.round(remainingMs) }),
  };
}
