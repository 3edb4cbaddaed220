import { FatalError } from '../errors.js';
import { Output } from '../output.js';
import { linesOf } from '../text-file.js';
import type { Files } from '../types.js';
import { CLASSES, type ClassName, type Finding, fileOf, OF_EXPECTED } from './classes.js';

/** How many of each class. */
export type Findings = Readonly<Partial<Record<ClassName, number>>>;

/** Gives each class of findings its file; a class without any has none. Answers how many each has. */
export async function sortOut(path: string, folder: string, files: Files): Promise<Findings> {
  for (const { name } of CLASSES) await files.unlink(`${folder}/${fileOf(name)}`).catch(() => undefined);
  return ClassFiles.fill(folder, files, async (sorted) => {
    for await (const line of linesOf(files, path)) await sorted.write(JSON.parse(line) as Finding);
  });
}

/** The files of the classes, each made when its first finding comes. */
export class ClassFiles {
  private readonly counts: Partial<Record<ClassName, number>> = {};
  private readonly outputs = new Map<ClassName, Output>();

  private constructor(
    private readonly folder: string,
    private readonly files: Files,
  ) {}

  /** Answers how many each class has; leaves nothing half written behind. */
  static async fill(folder: string, files: Files, fill: (sorted: ClassFiles) => Promise<void>): Promise<Findings> {
    const sorted = new ClassFiles(folder, files);
    try {
      await fill(sorted);
      for (const output of sorted.outputs.values()) await output.end();
      return sorted.counts;
    } catch (error) {
      for (const output of sorted.outputs.values()) await output.discard();
      throw error;
    }
  }

  async write(finding: Finding): Promise<void> {
    const { class: name } = finding;
    const path = `${this.folder}/${fileOf(name)}`;
    const output = this.outputs.get(name) ?? (await Output.open(this.files, path));
    this.outputs.set(name, output);
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    await output.write(`${JSON.stringify(finding)}\n`);
  }
}

/** Each expected message is one of these. */
export function unbalanced(findings: Findings, tallies: Readonly<Record<string, number>>): FatalError | undefined {
  const told = OF_EXPECTED.reduce((sum, name) => sum + (findings[name] ?? 0), tallies.equal ?? 0);
  const expected = tallies.expected ?? 0;
  if (told === expected) return undefined;
  return new FatalError(
    'stopped',
    'unbalanced',
    `${expected} messages were expected, and it is told of ${told} what became of them: the books do not balance.`,
    'Please report this; do not trust the findings.',
  );
}
