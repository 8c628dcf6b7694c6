import { drained, drainFile, inService } from '../../cluster/track-files.ts';
import { UsageError } from '../../errors.ts';
import { sh, type Shell } from '../../shell/shell.ts';
import { drainBound, refusalBound, returnBound } from '../bounds.ts';
import { findListener, isUnit } from '../listener.ts';
import type { Aim, Scenario } from '../scenario.ts';
import { writeTracked } from '../write-tracked.ts';

/** Planned: a real server gets nothing new, keeps what it has, and comes back. */
export const drainRealServer: Scenario = {
  name: 'drain-real-server',
  title: 'send nothing new to a real server, and let it come back',
  strike: ({ holder, server }) => ({
    host: holder.name,
    what: `drain ${server.name} on ${holder.name}`,
    act: { kind: 'script', script: sayOf(server.name, drained) },
    afterAct: { kind: 'out', server },
    undoing: `let ${holder.name} send to ${server.name} again`,
    undo: { kind: 'script', script: sayOf(server.name, inService) },
    afterUndo: { kind: 'in', server },
    measures: 'both',
  }),
  expects: ({ holder, service, server, probe }) => {
    const within = drainBound(probe);
    const isPersistent = service.persistence !== null;
    // A client that is known to a server stays with it until its template has run out, drained or not.
    return {
      holder,
      outage: null,
      ...(isPersistent ? {} : { without: { server, within }, again: { server, within } }),
      connection: service.protocol === 'tcp' ? 'lives' : null,
    };
  },
};

function sayOf(server: string, number: string): Shell {
  return writeTracked(drainFile(server), number);
}

/** The document's test 2: a web server stops. */
export const webDown: Scenario = {
  name: 'web-down',
  title: 'stop what a real server serves with',
  asks: askForUnit,
  strike: (aim, said) => ({ ...stopping(aim, said), measures: 'act' }),
  expects: ({ holder, service, server, probe }) => {
    const within = refusalBound(service, server, probe);
    return { holder, outage: null, lossesUntil: within, without: { server, within }, connection: null };
  },
};

/** Its second half: the web server is back, and gets requests again. */
export const webUp: Scenario = {
  name: 'web-up',
  title: 'start again what a real server serves with',
  asks: askForUnit,
  strike: (aim, said) => ({ ...stopping(aim, said), measures: 'undo' }),
  expects: ({ holder, service, server, probe }) => ({
    holder,
    outage: null,
    again: { server, within: returnBound(service, server, probe) },
    connection: null,
  }),
};

function askForUnit({ server, service }: Aim) {
  return { host: server.name, script: findListener(portOf(service, server), service.protocol) };
}

/** In a service by mark the port is the one that the client asks for. */
function portOf({ port }: Aim['service'], server: Aim['server']): number {
  return server.port === 0 ? port : server.port;
}

function stopping({ server, service }: Aim, said: string) {
  const unit = said.trim();
  if (!isUnit(unit)) {
    throw new UsageError(
      `what listens on port ${portOf(service, server)} there cannot be stopped by its unit: ${unit}`,
      {
        place: server.name,
        hint: 'A drill stops a unit of systemd that serves this port and nothing else: let one serve it, or choose another server with --server.',
      },
    );
  }
  return {
    host: server.name,
    what: `stop ${unit} on ${server.name}`,
    act: { kind: 'script', script: sh`systemctl stop ${unit}` },
    afterAct: { kind: 'out', server },
    undoing: `start ${unit} on ${server.name} again`,
    undo: { kind: 'script', script: sh`systemctl start ${unit}` },
    afterUndo: { kind: 'in', server },
  } as const;
}
