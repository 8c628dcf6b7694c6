import type { Lab } from '../../src/lab/index.ts';
import { sh } from '../../src/shell/shell.ts';
import { killShells, linesTo, onHost, type Attempt } from './fault-lab.ts';
import { letGo } from './pause.ts';

/** What a fault has in its hands. */
export interface Scene {
  readonly lab: Lab;
  readonly host: string;
  readonly attempt: Attempt;
}

export interface Fault {
  /** Strikes while the run stands still; the run ends by it, or goes on and ends as it can. */
  readonly strike: (scene: Scene) => Promise<void>;
  /** Puts right what is not the product's to put right: the power, the cable, the disk. */
  readonly mend?: (scene: Scene) => Promise<void>;
  /** A step stands still on the host still, and goes on while the next run is under way. */
  readonly leavesStep?: boolean;
}

const filler = '/filler';

/** Every kind of fault, by the name it is asked for. */
export const faults = {
  /** No packet passes, and the control machine has noticed. */
  cut: {
    async strike({ lab, host, attempt }) {
      await lab.cut(host);
      dropLines({ lab, host, attempt });
    },
    mend: ({ lab, host }) => lab.heal(host),
    leavesStep: true,
  },
  /** The shell that makes the changes is killed with all that it runs, or the job that it follows. */
  killed: {
    async strike({ lab, host }) {
      await onHost(lab, host, killShells);
    },
  },
  power: {
    async strike(scene) {
      await scene.lab.kill(scene.host);
      dropLines(scene);
    },
    mend: ({ lab, host }) => lab.start(host),
  },
  control: {
    strike({ attempt }) {
      attempt.process.kill('SIGKILL');
      return Promise.resolve();
    },
    leavesStep: true,
  },
  full: {
    async strike({ lab, host }) {
      // It takes what there is and then says that it was not enough.
      await onHost(
        lab,
        host,
        sh`fallocate -l "$(($(stat -f -c %f /) * $(stat -f -c %S /)))" ${filler} 2> /dev/null
if (echo x > /more) 2> /dev/null; then exit 1; fi
rm -f /more`,
      );
      await onHost(lab, host, letGo);
    },
    async mend({ lab, host }) {
      await onHost(lab, host, sh`rm -f ${filler}`);
    },
  },
  readonly: {
    async strike({ lab, host }) {
      // Emergency remount: also under files that are open for writing (sysrq.rst of the kernel).
      await onHost(lab, host, sh`echo u > /proc/sysrq-trigger; until ! touch /probe 2> /dev/null; do sleep 0.05; done`);
      await onHost(lab, host, letGo);
    },
    async mend({ lab, host }) {
      await onHost(lab, host, sh`mount -o remount,rw / && rm -f /probe`);
    },
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;

/** The control machine would notice only after half a minute without an answer. */
function dropLines({ lab, host, attempt }: Scene): void {
  const address = lab.hosts.find(({ name }) => name === host)?.address ?? '';
  for (const pid of linesTo(attempt.process.pid ?? -1, address)) process.kill(pid, 'SIGKILL');
}
