import type { Inspection } from '../inspect/inspection.js';

/** What an inspection found, for scripts. The preview holds texts, as that for people does. */

interface Outcome {
  readonly export: string;
  /** Nothing is left to fill in. */
  readonly isReady: boolean;
  readonly mapping: string | undefined;
  readonly check: string | undefined;
}

export function inspectionJson(found: Inspection, { export: path, isReady, mapping, check }: Outcome): object {
  const { opened, sample, kind, preset, table, preview, questions } = found;
  const { format, encoding, records, dialect, header, nullText, shapedBy } = opened;
  const { messages, ...counts } = preview ?? { messages: [] };
  return {
    export: path,
    ready: isReady,
    looked: {
      kept: sample.records.length,
      passed: sample.passed,
      bytes: sample.bytes,
      whole: sample.isWhole,
      broken: sample.records.filter(({ broken }) => broken).length,
    },
    reading: { format, encoding, records, dialect, header, null: nullText, container: shapedBy },
    kind,
    preset: preset && { name: preset.value.name, sure: preset.sure, why: preset.why, rivals: preset.rivals },
    table,
    preview: preview && { ...counts, messages: messages.map(({ id, payload }) => ({ id, ...payload })) },
    questions,
    mapping: mapping ?? null,
    check: check ?? null,
  };
}
