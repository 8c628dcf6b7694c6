import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role, RoleContext } from '../../src/playbook/playbook.ts';
import type { Observation, Resource } from '../../src/resources/resource.ts';
import { Shell } from '../../src/shell/shell.ts';
import { actionsOf, run } from '../resources/local.ts';

export interface Written {
  readonly content: string;
  readonly mode: string;
}

/** Lets the role write one file into a folder of the test's own, as it would on a bare host, by its real script. */
export function written(role: Role, context: RoleContext, path: string): Written {
  const resource = resourceOf(role, context, `file:${path}`);
  const [action] = actionsOf(resource.compare(<Value>(): Observation<Value> => ({ kind: 'absent' })));
  const folder = mkdtempSync(join(tmpdir(), 'role-'));
  const target = join(folder, 'file');
  // Neither root nor keepalived is at hand; both are called in the same way.
  const stubs = 'chown() { [ "$1" = root:root ]; }\nkeepalived() { [ "$1 $2" = "-t -f" ] && [ -s "$3" ]; }\n';
  try {
    const script = (action?.script.text ?? 'exit 9').replace(`file=${path}\n`, `file=${target}\n`);
    const { status, stderr } = run(new Shell(stubs + script));
    if (status !== 0) throw new Error(`the script failed: ${stderr}`);
    return { content: readFileSync(target, 'utf8'), mode: (statSync(target).mode & 0o7777).toString(8) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function resourceOf(role: Role, context: RoleContext, id: string): Resource {
  const found = role.resources(context).find((resource) => resource.id === id);
  if (found === undefined) throw new Error(`the role ${role.name} has no ${id}`);
  return found;
}

export function idsOf(role: Role, context: RoleContext): readonly string[] {
  return role.resources(context).map(({ id }) => id);
}
