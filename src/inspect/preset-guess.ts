import type { Preset } from '../map/preset.js';
import type { RawRecord } from '../types.js';
import { type Guess, guess, type Sure } from './guess.js';

/** Which provider's records these are: each preset says of each record how sure it is. */

/** The table preset knows rows by their names only; whoever knows fields of their own goes first. */
const ANYBODYS = 'table';
const KNOWN = 0.5;
/** A rival as near as this might be right. */
const NEAR = 0.2;

/** What a preset says of some records. */
export interface Recognition {
  /** How sure it is of those it knows, 0 to 1; 0 when it knows hardly any. */
  readonly sureness: number;
  /** The same over all of them: an export may hold other things, but who knows more of it knows better. */
  readonly weight: number;
}

export function recognised(preset: Preset, records: readonly RawRecord[]): Recognition {
  const sure = records.filter(({ broken }) => !broken).map(({ value }) => preset.recognise(value));
  const known = sure.filter((one) => one > 0);
  if (known.length === 0 || known.length < sure.length / 10) return { sureness: 0, weight: 0 };
  const total = known.reduce((sum, one) => sum + one, 0);
  return { sureness: total / known.length, weight: total / sure.length };
}

/** Whether a preset is sure enough of what it knows. */
export function isKnown({ sureness }: Recognition): boolean {
  return sureness >= KNOWN;
}

export interface PresetGuess extends Guess<Preset> {
  /** Others that say they know the records, too. */
  readonly rivals: readonly string[];
}

/** The preset that is surest of the records; undefined when none knows them. */
export function guessPreset(presets: readonly Preset[], records: readonly RawRecord[]): PresetGuess | undefined {
  const judged = presets
    .filter(({ name }) => name !== ANYBODYS)
    .map((preset) => ({ preset, ...recognised(preset, records) }))
    .filter(isKnown)
    .sort((one, other) => other.weight - one.weight);
  const [best, ...others] = judged;
  if (!best) return undefined;
  const rivals = others.filter(({ weight }) => weight > best.weight - NEAR).map(({ preset }) => preset.name);
  const { preset, sureness } = best;
  const good = records.filter(({ broken }) => !broken);
  const known = good.filter(({ value }) => preset.recognise(value) > 0).length;
  const why = `${known} of ${good.length} records have its fields${rivals.length > 0 ? `; so may ${rivals.join(', ')}` : ''}`;
  return { ...guess(preset, surenessWord(sureness, rivals.length), why), rivals };
}

function surenessWord(sureness: number, rivals: number): Sure {
  if (rivals > 0) return 'unsure';
  return sureness >= 0.9 ? 'high' : sureness >= 0.6 ? 'likely' : 'unsure';
}
