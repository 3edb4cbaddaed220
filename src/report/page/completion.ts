import type { PageFacts } from '../page-facts.js';

const HOUR_MS = 3_600_000;
const MILESTONES = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1];
/** A cut-over later than so many times the whole curve is told, not drawn: the curve would be a stroke. */
const DRAWN_UP_TO = 2;

/** Time in a unit that suits the length of the import. */
export interface CompletionPlot {
  readonly unit: 'minutes' | 'hours' | 'days';
  readonly times: readonly number[];
  readonly shares: readonly number[];
  readonly cutOver?: number;
}

/** When the import begins, if it begins when the check was made. */
export function startMs({ estimate }: PageFacts): number {
  return Date.parse(estimate.endsAt) - estimate.durationSeconds * 1_000;
}

/** Undefined without conversations. */
export function completionPlot(facts: PageFacts): CompletionPlot | undefined {
  const { completion } = facts;
  if (completion.length === 0) return undefined;
  const points = completion[0]![0] > 0 ? [[0, 0] as const, ...completion] : [...completion];
  const [lastHours, lastShare] = points[points.length - 1]!;
  const cutOver = cutOverHours(facts);
  const isDrawn = cutOver !== undefined && cutOver >= 0 && cutOver <= lastHours * DRAWN_UP_TO;
  if (isDrawn && cutOver > lastHours) points.push([cutOver, lastShare]);
  const { unit, perHour } = unitOf(points[points.length - 1]![0]);
  const times = points.map(([hours]) => hours * perHour);
  const shares = points.map(([, share]) => share);
  return { unit, times, shares, ...(isDrawn ? { cutOver: cutOver * perHour } : {}) };
}

/** Hours from the start at which so much of the conversations is complete, at the latest. */
export function milestones({ completion }: PageFacts): [share: number, hours: number][] {
  return MILESTONES.flatMap((wanted) => {
    const reached = completion.find(([, share]) => share >= wanted);
    return reached ? [[wanted, reached[0]] as [number, number]] : [];
  });
}

/** Hours from the start of the import to the cut-over; negative = before it. */
export function cutOverHours(facts: PageFacts): number | undefined {
  return facts.cutOver === null ? undefined : (Date.parse(facts.cutOver.at) - startMs(facts)) / HOUR_MS;
}

function unitOf(hours: number): { unit: CompletionPlot['unit']; perHour: number } {
  if (hours <= 2) return { unit: 'minutes', perHour: 60 };
  return hours <= 72 ? { unit: 'hours', perHour: 1 } : { unit: 'days', perHour: 1 / 24 };
}
