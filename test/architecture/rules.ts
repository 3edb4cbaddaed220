import { globalsOf, type Import, importsOf, type SourceFile } from './imports.js';

/** Who may import whom. A broken rule is told as `file: what is wrong`. */

const STAGES = ['read', 'map', 'plan', 'deliver', 'checkpoint'];
/** Without a world of their own: everybody may use them. */
const LEAVES = [
  'types.ts',
  'errors.ts',
  'json.ts',
  'hash.ts',
  'key.ts',
  'text-file.ts',
  'output.ts',
  'fingerprint.ts',
  'flag-bits.ts',
  'flat-object.ts',
  'place.ts',
  'prints.ts',
  'fingerprint-table.ts',
  'knowledge.ts',
];
/** Where the stages meet. */
const JOINT = [
  'journey.ts',
  'cargo.ts',
  'gather.ts',
  'prepare.ts',
  'closers.ts',
  'second-look.ts',
  'life.ts',
  'rehearsal.ts',
  'undo.ts',
  'broadcast.ts',
  'surveyed.ts',
  'verify.ts',
  'list-journey.ts',
  'accounts.ts',
  'accounts-import.ts',
  'accounts-steps.ts',
  'profiles.ts',
  'mark-read.ts',
  'repair.ts',
  'run.ts',
  'check.ts',
  'resume.ts',
  'request.ts',
  'outcome.ts',
];
/** For programs that embed this one: everything but cli. */
const DOORS = ['index.ts', 'connect.ts'];
/** Clock, chance, files and network are handed in to these. */
const PURE = [...STAGES, 'types', 'spread', 'im', 'report', 'survey', 'prepare', 'inspect', 'verify', 'broadcast'];

const FORBIDDEN_GLOBALS =
  /^(console\.\w+|process\.\w+|Date\.now|Math\.random|performance\.now|new Date\(\)|(setTimeout|setInterval|setImmediate|fetch)\(\))$/;
const FORBIDDEN_NODE =
  /^node:(fs|fs\/promises|http|https|net|tls|dgram|child_process|worker_threads|timers|timers\/promises|process)$/;

/** Whether a file gets the outer world handed in. */
function isPure(path: string): boolean {
  return PURE.includes(folderOf(path)) || JOINT.includes(path) || LEAVES.includes(path);
}

/** What files of ours a file may import, beside the leaves and its own folder; null = anything. */
function mayImport(from: string, one: Import): boolean {
  const { target } = one;
  const folder = folderOf(from);
  if (from === 'errors.ts') return false;
  if (isOfTypes(from)) return one.isType && folderOf(target) === 'types';
  if (folderOf(target) === 'types') return false;
  if (LEAVES.includes(target)) return true;
  if (LEAVES.includes(from)) return false;
  if (folder !== '' && folderOf(target) === folder) return true;
  if (folder === 'map') return ['im/wire.ts', 'im/limits.ts', 'im/elements.ts'].includes(target);
  if (folder === 'spread') return ['read', 'map'].includes(folderOf(target));
  if (folder === 'prepare') return ['survey', 'map'].includes(folderOf(target)) || target === 'im/wire.ts';
  if (folder === 'verify')
    return folderOf(target) === 'survey' || (one.isType && ['im/wire.ts', 'im/lookup-sink.ts'].includes(target));
  if (folder === 'broadcast')
    return (
      ['checkpoint', 'deliver'].includes(folderOf(target)) ||
      target === 'im/limits.ts' ||
      (one.isType && target === 'im/batch-call.ts')
    );
  if (folder === 'inspect')
    return ['map', 'read'].includes(folderOf(target)) || (target === 'im/wire.ts' && one.isType);
  if (folder === 'emulator') return target === 'im/wire.ts' && one.isType;
  if (folder === 'system') return one.isType && !['cli', 'emulator'].includes(folderOf(target));
  if (folder === 'cli') return true;
  if (JOINT.includes(from))
    return (
      JOINT.includes(target) ||
      [...STAGES, 'spread', 'report', 'survey', 'prepare', 'verify', 'broadcast'].includes(folderOf(target)) ||
      (one.isType && ['im/wire.ts', 'im/mend-sink.ts'].includes(target))
    );
  return DOORS.includes(from) && folderOf(target) !== 'cli';
}

/** Every breach of the rules in a set of files that is the whole source. */
export function breaches(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((file) => [file.path, importsOf(file)]));
  return [
    ...files.flatMap(({ path }) => wrongImports(path, imports.get(path) ?? [])),
    ...strangers(files),
    ...manyDoors(imports),
    ...files.flatMap((file) => wrongGlobals(file)),
    ...cycles(imports),
  ];
}

function wrongImports(path: string, imports: readonly Import[]): string[] {
  return imports.filter((one) => !isAllowed(path, one)).map(({ target }) => `${path}: may not import ${target}`);
}

function isAllowed(path: string, one: Import): boolean {
  if (one.kind === 'ours') return mayImport(path, one);
  if (one.kind === 'package') return !isOfTypes(path) && path !== 'errors.ts';
  return one.isType || !FORBIDDEN_NODE.test(one.target) || !isPure(path);
}

/** A new file or folder must be put somewhere in the picture. */
function strangers(files: readonly SourceFile[]): string[] {
  const known = [...PURE, 'cli', 'emulator', 'system'];
  return files
    .filter(({ path }) => {
      const folder = folderOf(path);
      return folder === '' ? ![...LEAVES, ...JOINT, ...DOORS].includes(path) : !known.includes(folder);
    })
    .map(({ path }) => `${path}: has no place in the rules`);
}

function manyDoors(imports: ReadonlyMap<string, readonly Import[]>): string[] {
  const doors = new Map<string, string[]>();
  for (const [path, found] of imports) {
    for (const name of new Set(found.filter(({ kind }) => kind === 'package').map(({ target }) => target))) {
      doors.set(name, [...(doors.get(name) ?? []), path]);
    }
  }
  return [...doors]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${paths.join(', ')}: ${name} has ${paths.length} doors`);
}

function wrongGlobals(file: SourceFile): string[] {
  if (!isPure(file.path)) return [];
  return globalsOf(file)
    .filter((name) => FORBIDDEN_GLOBALS.test(name))
    .map((name) => `${file.path}: may not use ${name}`);
}

/** Types may refer to each other; at run time no file may need one that needs it. */
function cycles(imports: ReadonlyMap<string, readonly Import[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(`${[...trail.slice(start), path].join(' → ')}: a cycle`);
    if (start >= 0 || done.has(path)) return;
    for (const { kind, target, isType } of imports.get(path) ?? []) {
      if (kind === 'ours' && !isType) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return found;
}

/** The door of the types, and what is behind it. */
function isOfTypes(path: string): boolean {
  return path === 'types.ts' || folderOf(path) === 'types';
}

function folderOf(path: string): string {
  const end = path.indexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}
