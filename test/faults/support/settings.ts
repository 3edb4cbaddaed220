/** What `tools/faults.mjs` was told, and what is done when it was told nothing. */

export const SEED = numberOf('FAULTS_SEED') ?? 20_260_301;

/** How often a part tries: what was said, or what makes it whole. */
export function countOf(whole: number): number {
  return numberOf('FAULTS_COUNT') ?? whole;
}

export const MINUTES = numberOf('FAULTS_MINUTES') ?? 20;

function numberOf(name: string): number | undefined {
  const text = process.env[name];
  return text === undefined || text === '' ? undefined : Number(text);
}
