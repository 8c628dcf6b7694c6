import { UsageError } from '../errors.ts';
import type { Mask } from '../mask.ts';
import { hidden } from '../secret.ts';
import type { Action, Change, Comparison } from '../resources/resource.ts';
import { Shell } from '../shell/shell.ts';
import type { Task } from './plan.ts';

/**
 * A task as the engine takes it from a role: what its comparison says of the host holds no secret, in whatever file one was
 * found, and none of its scripts would leave one on the host.
 * @throws UsageError when the script that takes it back holds a secret.
 */
export function maskTask(host: string, task: Task, mask: Mask): Task {
  const { role, resource } = task;
  const place = `${host} › ${role} › ${resource.id}`;
  if (resource.undo?.restore.hasSecret === true) {
    throw keptSecret('the script that takes it back holds a secret, and is kept on the host', place);
  }
  return {
    ...task,
    resource: { ...resource, compare: (observed) => maskComparison(resource.compare(observed), mask, place) },
  };
}

function maskComparison(comparison: Comparison, known: Mask, place: string): Comparison {
  if (comparison.state === 'converged') return comparison;
  if (comparison.state === 'unknown') return { ...comparison, reason: known.text(comparison.reason) };
  const { changes, actions } = comparison;
  if (actions.some(({ detached, script }) => detached === true && script.hasSecret)) {
    throw keptSecret('a detached action holds a secret, and its script and its log are kept on the host', place);
  }
  const mask = known.with(actions.flatMap(({ script }) => script.secrets));
  const maskAction = ({ script, ...action }: Action): Action => ({
    ...action,
    description: mask.text(action.description),
    script: new Shell(script.text, script.secrets, mask.text(script.shown)),
  });
  const [change, ...otherChanges] = changes;
  const [action, ...otherActions] = actions;
  return {
    state: 'differs',
    changes: [maskChange(change, mask), ...otherChanges.map((other) => maskChange(other, mask))],
    actions: [maskAction(action), ...otherActions.map(maskAction)],
  };
}

function maskChange(change: Change, mask: Mask): Change {
  const hide = (text: string | null) => (text === null ? null : change.secret === true ? hidden : mask.text(text));
  const { apart } = change;
  const told = apart === undefined ? {} : { apart: mask.text(apart) };
  const masked = { ...change, ...told, from: hide(change.from), to: hide(change.to) };
  // Where nothing else differs a diff would show nothing at all.
  const isLost = masked.from === masked.to && change.from !== change.to;
  return isLost ? { ...masked, from: hidden, to: hidden, format: 'value', secret: true } : masked;
}

function keptSecret(message: string, place: string): UsageError {
  return new UsageError(message, {
    place,
    hint: 'Put the secret into a file of mode 0600 with a resource of its own, and let the script read it there.',
  });
}
