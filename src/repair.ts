import { loadExport } from './cargo.js';
import type { Identity } from './checkpoint/identity.js';
import { differences } from './checkpoint/identity.js';
import { FatalError } from './errors.js';
import type { Mend } from './im/mend-sink.js';
import type { ImportMsg } from './im/wire.js';
import { live } from './life.js';
import type { Ending } from './outcome.js';
import { placeIn } from './place.js';
import type { LifeSettings, RunPorts, RunRequest } from './request.js';
import { newRunId } from './resume.js';
import { linesOf } from './text-file.js';
import type { Mapped, Mapper } from './types.js';
import type { Finding } from './verify/classes.js';
import { Damage, MENDED_CLASSES, mendingOf } from './verify/damage.js';

/*
 * Mends what a verification found. The survey holds no texts, so the export is read once more, and of its messages those
 * that are missing or differ go to the service: a journey like that of a run, of which everything else is left out.
 */
export function repair(
  request: RunRequest,
  damage: Damage,
  identity: Identity,
  act: LifeSettings,
  ports: RunPorts,
): Promise<Ending> {
  const { folder, inputs, mapping, rejectLimit } = request;
  if (inputs.some((input) => input.kind === 'stream')) throw notTwice();
  return live(
    {
      folder,
      identity,
      mappingDigest: mapping.digest,
      rejectLimit,
      work: { doing: 'mending', done: 'mended' },
      writesFindings: false,
      async embark(saved, fail) {
        const resumes = saved !== undefined && differences(saved.identity, identity).length === 0;
        const points = resumes ? saved.inputs.map(({ mark, fingerprint }) => ({ from: mark, fingerprint })) : [];
        const startedAtMs = resumes ? saved.startedAtMs : ports.clock.wallMs();
        const settings = { ...request.settings, nowMs: request.nowMs ?? startedAtMs };
        const { source, map } = await loadExport(request, settings, { points, fail }, ports);
        const names = source.inputs.map((input) => input.name);
        const runId = resumes ? saved.runId : newRunId(ports);
        return { runId, startedAtMs, resumes, notes: [], source, map: onlyDamaged(map, damage, names) };
      },
    },
    act,
    ports,
  );
}

/** What can be mended of a verification's findings. */
export async function damageOf(findingsPath: string, ports: RunPorts): Promise<Damage> {
  const damage = new Damage();
  for await (const line of linesOf(ports.files, findingsPath)) {
    const finding = JSON.parse(line) as Finding;
    const mending = MENDED_CLASSES.includes(finding.class) ? mendingOf(finding) : undefined;
    if (mending) damage.add(finding, mending);
  }
  return damage;
}

function onlyDamaged(map: Mapper, damage: Damage, names: readonly string[]): Mapper {
  const select = (mapped: Mapped): Mapped => {
    const { at, source } = mapped;
    const how = mapped.kind === 'message' ? damage.find(placeIn(at, source, names[at.input] ?? '')) : undefined;
    if (mapped.kind !== 'message' || !how) return { kind: 'skip', at, reason: 'not-damaged', source };
    const payload: Mend = { how, message: mapped.payload as ImportMsg };
    return { ...mapped, payload };
  };
  return (record) => map(record).map(select);
}

function notTwice(): FatalError {
  return new FatalError(
    'usage',
    'repair-needs-file',
    '--repair reads the export twice, which standard input does not allow.',
    'Put the export into a file.',
  );
}
