import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/export-files.js';
import { emulatedForFile, TARGET } from '../helpers/im-service.js';

/**
 * The package as others get it: packed, unpacked into a project outside, type-checked and used there. Its dependencies are
 * those of this repository, so that nothing is fetched. Needs a build.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const project = temporaryFolder();
const emulator = await emulatedForFile();

/** A program of somebody else. Lines that must not compile prove that the types arrived and are no `any`. */
const PROGRAM = `
import {
  connect, FatalError, image, ruleFor, ServiceError, text,
  type BatchReceipts, type ImApi, type Receipt, type RoamMsg, type SendMsgAnswer,
} from 'tim-migrate';

const api: ImApi = connect({
  endpoint: process.argv[2]!,
  sdkAppId: ${TARGET.sdkAppId},
  identifier: '${TARGET.identifier}',
  secretKey: '${TARGET.secretKey}',
  ratePerSecond: 0,
});

// @ts-expect-error a secret key is demanded
export const unsigned = () => connect({ endpoint: '', sdkAppId: 1, identifier: 'a' });
// @ts-expect-error a receiver is demanded
export const nobody = () => api.sendMsg({ MsgBody: [text('a')] });
// @ts-expect-error 2 and 5 are the legal values
export const mode: Parameters<ImApi['importMsg']>[0]['SyncFromOldSystem'] = 1;
// @ts-expect-error what is no element
export const body = () => api.sendMsg({ To_Account: 'b', MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: {} }] });

const sent: SendMsgAnswer = await api.sendMsg({ From_Account: 'ann', To_Account: 'bob', MsgBody: [
  text('hello'),
  image({ uuid: 'u1', format: 'png', original: { url: 'https://cdn.example/a.png', width: 1, height: 1 } }),
] });
const batch: BatchReceipts = await api.batchSendMsg({ From_Account: 'ann', To_Account: ['bob'], MsgBody: [text('all')] });
const states: Receipt['state'][] = batch.receipts.map(({ state }) => state);
const found: RoamMsg[] = [];
const range = { operator: 'ann', peer: 'bob', fromSeconds: 0, untilSeconds: sent.MsgTime + 60 };
for await (const message of api.history(range)) found.push(message);
let refused = '';
try {
  await api.withdrawMsg({ From_Account: 'ann', To_Account: 'bob', MsgKey: '1_2_3' });
} catch (error) {
  if (error instanceof FatalError || !(error instanceof ServiceError)) throw error;
  refused = error.code + ' ' + error.outcome + ' ' + ruleFor(Number(error.code))?.decision;
}
await api.close();
process.stdout.write(JSON.stringify({ states, keys: found.map(({ MsgKey }) => MsgKey), sent: sent.MsgKey, refused }));
`;

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'es2022',
    types: ['node'],
    // The libraries of the platform are not what is looked at here.
    skipLibCheck: true,
  },
  files: ['program.ts', 'document.ts'],
};

/** The pieces of docs/client.md in a row are a program; it talks to the emulator. */
function documentProgram(): string {
  const text = readFileSync(join(ROOT, 'docs/client.md'), 'utf8');
  const pieces = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, piece]) => piece);
  return pieces.join('\n').replace("'https://console.tim.qq.com'", 'process.argv[2]!');
}

beforeAll(async () => {
  await run('npm', ['pack', '--ignore-scripts', '--offline', '--pack-destination', project], { cwd: ROOT });
  const { name, version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    dependencies: Record<string, string>;
  };
  const installed = join(project, 'node_modules', name);
  mkdirSync(installed, { recursive: true });
  await run('tar', ['xzf', join(project, `${name}-${version}.tgz`), '-C', installed, '--strip-components=1']);
  for (const dependency of [...Object.keys(dependencies), '@types/node']) {
    const link = join(project, 'node_modules', dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', dependency), link);
  }
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  writeFileSync(join(project, 'program.ts'), PROGRAM);
  writeFileSync(join(project, 'document.ts'), documentProgram());
}, 120_000);

it('type-checks and runs in a strict project outside', async () => {
  const checked = await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project]).catch(
    (error: { stdout: string }) => error,
  );
  expect(checked.stdout).toBe('');
  const { stdout, stderr } = await run(process.execPath, [join(project, 'program.js'), emulator.url]);
  expect(stderr).toBe('');
  const { keys, sent, ...rest } = JSON.parse(stdout) as { keys: string[]; sent: string };
  expect(rest).toEqual({ states: ['sent'], refused: '20022 refused reject' });
  expect(keys).toHaveLength(2);
  expect(keys).toContain(sent);
}, 120_000);

it('what docs/client.md shows type-checks and runs', async () => {
  const env = { ...process.env, TIM_SECRET_KEY: TARGET.secretKey };
  const { stdout, stderr } = await run(process.execPath, [join(project, 'document.js'), emulator.url], { env });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^\d+_\d+_\d+ \d{4}-/);
  expect(stdout).toContain('20022 refused');
  expect(stdout).not.toContain('no call can succeed');
}, 60_000);

it('the types of the door are whole: every file they name is in the package', () => {
  const dist = join(project, 'node_modules/tim-migrate/dist');
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, 'utf8');
    for (const [, target] of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.js['"]/g)) {
      visit(join(dirname(path), `${target}.d.ts`));
    }
  };
  visit(join(dist, 'index.d.ts'));
  expect(seen.size).toBeGreaterThan(30);
});
