import { LOCK_FILE } from '../../src/checkpoint/lock.js';
import type { Chance } from './chance.js';
import { Disk } from './disk.js';
import { Violation } from './judge.js';
import { Machine, Process, STATE } from './process.js';
import type { LifePlan, Scenario } from './scenario.js';
import { Service } from './service.js';
import type { World } from './world.js';

/** More events than any life of these sizes needs: it goes round in circles. */
const MOST_EVENTS = 400_000;

/** Where lives are lived: a disk, a service, two machines, and the processes that ran on them. */
export class Stage {
  readonly disk: Disk;
  readonly service: Service;
  readonly processes: Process[] = [];
  private readonly machines = [new Machine('here'), new Machine('there')] as const;
  private machine: 0 | 1 = 0;

  constructor(
    readonly world: World,
    private readonly scenario: Scenario,
    private readonly chances: { readonly ofDisk: Chance; readonly ofProcesses: Chance },
  ) {
    this.disk = new Disk(world, chances.ofDisk);
    this.service = new Service(world, scenario.limitPerSecond);
    this.disk.makeFolder(STATE);
  }

  /** The next processes are on the other machine, which has the same disk. */
  move(): void {
    this.machine = this.machine === 0 ? 1 : 0;
  }

  get hasMoved(): boolean {
    return this.machine !== 0;
  }

  /** A process that has yet to begin. */
  start(plan: LifePlan, pid: number, generation = 0): Process {
    const { world, disk, service, scenario } = this;
    const around = { world, disk, service, scenario, chance: this.chances.ofProcesses };
    const name = `life ${this.processes.length + 1}`;
    const process = new Process(name, around, plan, this.machines[this.machine], pid, generation);
    this.processes.push(process);
    return process;
  }

  /** What the end of a process that was killed leaves behind; a power cut takes all machines. */
  crash(process: Process, kind: 'kill' | 'power'): void {
    this.disk.kill(process.life);
    if (kind === 'kill') return;
    this.disk.powerCut();
    for (const machine of this.machines) machine.reboot();
    this.disk.makeFolder(STATE);
  }

  /** Lets events happen until it is so; `look` is called after each, with how many there were before. */
  async until(isDone: () => boolean, look: (events: number) => void = () => undefined): Promise<void> {
    for (let events = 0; !isDone(); events += 1) {
      if (events > MOST_EVENTS) throw new Violation('each life comes to an end', `${events} events and no end`);
      if (!(await this.world.step())) throw new Violation('each life comes to an end', 'it waits for nothing');
      look(events);
    }
  }

  /** All of the state folder but its lock. */
  stateFiles(): Map<string, Buffer> {
    const paths = this.disk.paths().filter((path) => path.startsWith(`${STATE}/`) && !path.includes(LOCK_FILE));
    return new Map(paths.map((path) => [path, this.disk.content(path)!]));
  }
}
