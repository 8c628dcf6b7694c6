import { LvsdeployError, messageOf } from '../../errors.ts';
import { superviseLab } from './supervisor.ts';

// The program that `lab up` leaves behind; its standard output is the lab's log.
const [run] = process.argv.slice(2);
const log = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);
try {
  if (run === undefined) throw new LvsdeployError('no run folder was named');
  await superviseLab(run, log);
  process.exit(0);
} catch (error) {
  log(`failed: ${messageOf(error)}`);
  process.exit(1);
}
