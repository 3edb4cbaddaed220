import type { Counts } from '../types.js';
import type { Found } from './check-report.js';
export interface PageFacts {
  readonly title: string;
  readonly generatedAt: string; // ISO
  readonly inputs: readonly { readonly name: string; readonly size?: number }[];
  readonly mapping: string;
  readonly counts: Counts;
  readonly rejectsByCode: Readonly<Record<string, number>>;
  readonly skippedByReason: Readonly<Record<string, number>>;
  readonly messages: number;
  readonly distinctMessages: number;
  readonly conversations: number;
  readonly accounts: number;
  readonly times: { readonly oldest: string; readonly newest: string } | null;
  readonly perDay: readonly (readonly [day: string, count: number])[]; // every day that has messages, at most 20,000; days without are absent
  readonly perType: readonly (readonly [type: string, count: number])[];
  readonly sizes: readonly (readonly [label: string, count: number])[];
  readonly completion: readonly (readonly [hours: number, share: number])[]; // at most 500 points
  readonly cutOver: { readonly at: string; readonly share: number; readonly complete: number } | null;
  readonly estimate: {
    readonly durationSeconds: number;
    readonly endsAt: string;
    readonly boundBy: string;
    readonly ratePerSecond: number;
  };
  readonly storage: readonly (readonly [days: number, older: number])[];
  readonly largest: readonly { readonly messages: number; readonly share: number; readonly lastActivity: string }[];
  readonly findings: readonly Found[];
}
