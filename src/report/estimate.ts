import type { Knowledge } from '../knowledge.js';

/** How long an import takes. A conversation is sequential: the one that takes longest bounds it from below. */
export interface Estimate {
  readonly durationMs: number;
  readonly endsAtMs: number;
  /** What decides: the rate, or the conversation that takes longest. */
  readonly boundBy: 'rate' | 'longest conversation';
}

export interface EstimateSettings {
  /** 0 = no limit: then only the conversations count. */
  readonly ratePerSecond: number;
  readonly latencyMs: number;
  readonly nowMs: number;
}

type Lengths = Pick<Knowledge, 'messages' | 'longestConversation' | 'survey'>;

/** A survey tells when the last conversation is complete; otherwise the longest one is taken as if it began at once. */
export function estimate({ messages, longestConversation, survey }: Lengths, settings: EstimateSettings): Estimate {
  const { ratePerSecond, latencyMs, nowMs } = settings;
  const byRateMs = ratePerSecond === 0 ? 0 : (messages / ratePerSecond) * 1_000;
  const byConversationMs = survey ? survey.completion.lastMs : longestConversation * latencyMs;
  const durationMs = Math.max(byRateMs, byConversationMs);
  // The last message of all is answered one request after the rate let it start.
  const boundBy = byConversationMs > byRateMs + latencyMs ? 'longest conversation' : 'rate';
  return { durationMs, endsAtMs: nowMs + durationMs, boundBy };
}
