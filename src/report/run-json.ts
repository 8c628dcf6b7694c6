import type { RunEvent } from '../engine/event.ts';
import type { RunIdentity } from '../engine/run-identity.ts';
import { isLvsdeployError } from '../errors.ts';
import { errorData, toJson } from './json.ts';
import type { Reporter } from './reporter.ts';

/** Who ran what, when, from where, and how it was asked for. */
export interface RunHead extends RunIdentity {
  /** Version of lvsdeploy. */
  readonly program: string;
  /** Null where the folder is gone. */
  readonly cwd: string | null;
  readonly playbook: string;
  /** The file of the plan that was carried out, if it was a kept one. */
  readonly keptPlan?: string;
  readonly inventory: string;
  readonly limit?: string;
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly discardChanges?: boolean;
}

/** @returns the line that says of which run the others are. */
export function runData(head: RunHead): object {
  return { type: 'run', version: 1, ...head };
}

/**
 * One JSON object a line: each event with its time, and a `summary` at the end.
 */
export function jsonReporter(write: (text: string) => void, now: () => Date): Reporter {
  const line = (data: object) => {
    write(`${toJson({ time: now().toISOString(), ...data })}\n`);
  };
  const described = (data: object) =>
    'error' in data && isLvsdeployError(data.error) ? { ...data, error: errorData(data.error) } : data;
  return {
    on: (event) => line(described(withoutScripts(event))),
    note: (text) => line({ type: 'note', text }),
    aside: (work) => work(),
    close: () => Promise.resolve(),
    end: (summary) => line({ type: 'summary', ...described({ ...summary, hosts: summary.hosts.map(described) }) }),
  };
}

function withoutScripts(event: RunEvent): object {
  return event.type === 'task-started' ? { ...event, actions: undefined } : event;
}
