import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { simulateMany } from './batch.js';
import { MUTATIONS, type Mutation } from './mutations.js';

/** Where things are: the project, what was compiled of it for the simulation, and where mutants are put. */
export interface Places {
  readonly root: string;
  readonly compiled: string;
}

export interface Verdict {
  readonly name: string;
  /** Seed and rule of the first violation; undefined = not found. */
  readonly caught?: { readonly seed: number; readonly rule: string };
}

const SEEDS = 1_000;
const FIRST_SEED = 1;

/** Plants each mutation in a copy of the compiled program, and simulates until it is found. Tells each as it comes. */
export async function tryMutations(places: Places, jobs: number, tell: (verdict: Verdict) => void): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const left = [...MUTATIONS.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [number, mutation] = next;
      const verdict = await tryMutation(places, number, mutation);
      verdicts.push(verdict);
      tell(verdict);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return verdicts;
}

async function tryMutation(places: Places, number: number, mutation: Mutation): Promise<Verdict> {
  const folder = `${places.compiled}-mutant-${number}`;
  try {
    cpSync(places.compiled, folder, { recursive: true });
    plant(places.root, folder, mutation);
    const worker = join(folder, 'test/simulation/worker.js');
    const tally = await simulateMany({ worker, firstSeed: FIRST_SEED, seeds: SEEDS, jobs: 1, mostViolations: 1 });
    const [first] = tally.violations;
    return { name: mutation.name, ...(first ? { caught: { seed: first.seed, rule: first.rule } } : {}) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Throws when a mutation does not fit the source any more. */
export function mutatedSources(root: string, { name, edits }: Mutation): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const source = sources.get(file) ?? readFileSync(join(root, 'src', file), 'utf8');
    const times = source.split(find).length - 1;
    if (times !== 1)
      throw new Error(`mutation "${name}": what it changes stands ${times} times in src/${file}, not once`);
    sources.set(
      file,
      source.replace(find, () => replace),
    );
  }
  return sources;
}

function plant(root: string, folder: string, mutation: Mutation): void {
  for (const [file, source] of mutatedSources(root, mutation)) {
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
    });
    writeFileSync(join(folder, 'src', file.replace(/\.ts$/, '.js')), outputText);
  }
}
