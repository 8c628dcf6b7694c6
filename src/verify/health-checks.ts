import type { Destination, VirtualService } from '../cluster/cluster.ts';
import { sh } from '../shell/shell.ts';
import type { Answer, Question } from './check.ts';
import { dumpFunctions } from './keepalived-dump.ts';

/** What the health checks of one director say, as keepalived has it; the kernel's table may say something else. */
const readHealthChecks = sh`${dumpFunctions}
child checkers || exit 0
dump USR1 keepalived_check.data | grep -E '^ +(VS VIP|RIP|alive) = '`;

export function askHealthChecks(host: string): Question {
  return { host, script: readHealthChecks };
}

/** @returns whether the health checks hold the server for alive, or null when they do not say. */
export function isAlive(answer: Answer, service: VirtualService, server: Destination): boolean | null {
  if (answer.kind === 'unreachable') return null;
  const services = answer.stdout.split(/^(?= +VS VIP = )/m);
  const ours = services.find((part) => part.includes(`VS VIP = ${service.address}, VPORT = ${service.port}\n`));
  const servers = ours?.split(/^(?= +RIP = )/m).slice(1) ?? [];
  const found = servers.find((part) => part.includes(`RIP = ${server.address}, RPORT = ${server.port},`));
  const alive = /^ +alive = (\d)/m.exec(found ?? '')?.[1];
  return alive === undefined ? null : alive === '1';
}
