import type { Destination, VirtualService } from '../cluster/cluster.ts';
import { canonicalAddress } from '../cluster/address.ts';
import { sh } from '../shell/shell.ts';
import type { Answer, Question } from './check.ts';
import { dumpFunctions } from './keepalived-dump.ts';

/** What the health checks of one director say, as keepalived has it; the kernel's table may say something else. */
const readHealthChecks = sh`${dumpFunctions}
child checkers || exit 0
dump USR1 keepalived_check.data | grep -E '^ +(VS VIP|VS FWMARK|Address family|[Pp]rotocol|RIP|alive) = '`;

export function askHealthChecks(host: string): Question {
  return { host, script: readHealthChecks };
}

/** A real server as the health checks of one director have it. */
export interface Health {
  readonly isAlive: boolean;
  /** With what the file that drains it adds. */
  readonly weight: number;
}

/** @returns what the health checks hold the server for, or null when they do not say. */
export function healthOf(answer: Answer, service: VirtualService, server: Destination): Health | null {
  if (answer.kind === 'unreachable') return null;
  const services = answer.stdout.split(/^(?= +VS (?:VIP|FWMARK) = )/m);
  const ours = services.find((part) => isOf(service, part));
  const servers = ours?.split(/^(?= +RIP = )/m).slice(1) ?? [];
  const found =
    servers.find((part) => part.includes(`RIP = ${canonicalAddress(server.address)}, RPORT = ${server.port},`)) ?? '';
  const [, weight] = /WEIGHT = (-?\d+)/.exec(found) ?? [];
  const [, alive] = /^ +alive = (\d)/m.exec(found) ?? [];
  return weight === undefined || alive === undefined ? null : { isAlive: alive === '1', weight: Number(weight) };
}

function isOf({ mark, address, port, protocol }: VirtualService, part: string): boolean {
  if (mark !== null) {
    const family = /^ +Address family = inet(6?)$/m.exec(part)?.[1];
    return (
      part.includes(`VS FWMARK = ${mark.number}\n`) &&
      (family === undefined || (family === '6') === (mark.family === 6))
    );
  }
  // TCP and UDP may have the same address and port, as they have for DNS.
  const of = /^ +[Pp]rotocol = (\w+)/m.exec(part)?.[1]?.toLowerCase();
  return (
    part.includes(`VS VIP = ${canonicalAddress(address)}, VPORT = ${port}\n`) && (of === undefined || of === protocol)
  );
}
