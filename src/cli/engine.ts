import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlannedRun } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import type { Host } from '../inventory/host.ts';
import type { LoadedInventory } from '../inventory/parse.ts';
import type { WantedConfiguration } from '../verify/checks/keepalived-configuration.ts';
import type { Engine, PlanRequest } from './context.ts';
import type { SavedPlan } from '../engine/saved-plan.ts';
import { openOverSsh, openTelling, sayWaiting, type Person } from './connect.ts';
import { readLimit } from './limit.ts';

/** The engine over SSH. Its parts are loaded when they are used: half the time of a small run is start-up. */
export function sshEngine(person: Person): Engine {
  return {
    async plan(request) {
      const { planned, ...origin } = await planOverSsh(request, person);
      const { writePlan } = await import('./saved-plan.ts');
      return {
        ...planned,
        request: origin.request,
        save: (file) => writePlan(file, { ...origin, plan: planned.plan }),
      };
    },
    async planAgain(file, elsewhere) {
      const { holdToPlan, readPlan } = await import('./saved-plan.ts');
      const saved = readPlan(file);
      const { playbook, inventory, limit, tags, skipTags, discardChanges } = saved;
      const request = { playbook: playbook.file, inventory: inventory.file, limit, tags, skipTags, discardChanges };
      const origin = await planOverSsh({ ...request, ...elsewhere }, person);
      try {
        return { ...holdToPlan(file, saved, origin), request: origin.request };
      } catch (error) {
        origin.planned.close();
        throw error;
      }
    },
    async verify(inventory, cluster) {
      const [{ verifyClusters }, { siteChecks }, loaded, open, keepalivedConfiguration] = await Promise.all([
        import('../engine/index.ts'),
        import('../verify/site-checks.ts'),
        load(inventory, person),
        openTelling(person),
        loadWantedConfiguration(),
      ]);
      return verifyClusters({
        inventory: loaded,
        cluster,
        checks: siteChecks({ keepalivedConfiguration }),
        open: sayWaiting(open(loaded), person),
      });
    },
    async drill(request) {
      const { drillOverSsh } = await import('./drill-engine.ts');
      const [inventory, open, keepalivedConfiguration] = await Promise.all([
        load(request.inventory, person),
        openTelling(person),
        loadWantedConfiguration(),
      ]);
      return drillOverSsh(request, { inventory, open: open(inventory), keepalivedConfiguration });
    },
    async trySwitches({ inventory, ...request }) {
      const [{ trySwitches }, { identifyRun }, loaded, open] = await Promise.all([
        import('../engine/try-switches.ts'),
        import('../engine/run-identity.ts'),
        load(inventory, person),
        openTelling(person),
      ]);
      return trySwitches({
        ...request,
        inventory: loaded,
        open: open(loaded),
        run: await identifyRun('verify --disruptive'),
      });
    },
    async findLocks(inventory, pattern) {
      const [{ findLocks }, { selectHosts }, { hosts, clusters }, open] = await Promise.all([
        import('../engine/unlock.ts'),
        import('../inventory/pattern.ts'),
        load(inventory, person),
        openTelling(person),
      ]);
      return findLocks(selectHosts(hosts, pattern), open({ hosts, clusters }));
    },
    async openHosts(file, pattern, { become = true, saysWaiting = false } = {}) {
      const [{ maskSessions }, { selectHosts }, { maskOf }, { secretsIn }, inventory, open] = await Promise.all([
        import('../engine/mask-sessions.ts'),
        import('../inventory/pattern.ts'),
        import('../mask.ts'),
        import('../secret.ts'),
        load(file, person),
        openTelling(person),
      ]);
      const plain = (host: Host): Host => ({ ...host, access: { ...host.access, become: { method: 'none' } } });
      const hosts = selectHosts(inventory.hosts, pattern);
      const opener = maskSessions(open(inventory), maskOf(secretsIn(inventory)));
      return {
        hosts: become ? hosts : hosts.map(plain),
        inventory,
        open: saysWaiting ? sayWaiting(opener, person) : opener,
      };
    },
    async lint(file) {
      const inventory = await readOnly(file);
      inventory.doubts.forEach(person.warn);
      return inventory;
    },
    async readInventory(file) {
      const inventory = await readOnly(file);
      inventory.warnings.forEach(person.warn);
      return inventory;
    },
    async selectHosts(inventory, pattern) {
      const [{ selectHosts }, { hosts }] = await Promise.all([import('../inventory/pattern.ts'), readOnly(inventory)]);
      return selectHosts(hosts, pattern);
    },
    async findArchives(inventory, { to, all = false } = {}) {
      const [{ neededArchives }, { hosts, clusters, archives }] = await Promise.all([
        import('../archives/needed-archives.ts'),
        readOnly(inventory),
      ]);
      const folder = to ?? archives;
      if (folder === null) {
        throw new UsageError('the inventory names no folder for archives', {
          place: inventory,
          hint: 'Say "archives: FOLDER" in it, or give --to FOLDER.',
        });
      }
      const isOfInventory = archives !== null && resolve(folder) === archives;
      return { archives: neededArchives({ hosts, clusters, all }), folder, isOfInventory };
    },
  };
}

interface SshPlan {
  readonly request: PlanRequest;
  readonly playbook: SavedPlan['playbook'];
  readonly planned: PlannedRun;
}

async function planOverSsh(request: PlanRequest, person: Person): Promise<SshPlan> {
  const { playbook: file, inventory: inventoryFile, limit: said, ...rest } = request;
  const limit = said === undefined ? undefined : readLimit(said);
  let tell = person.onWait;
  const [{ planPlaybook }, { loadPlaybook }, { digestSources }, inventory, open] = await Promise.all([
    import('../engine/index.ts'),
    import('../playbook/load.ts'),
    import('../playbook/sources.ts'),
    load(inventoryFile, person),
    openOverSsh(person, (wait) => tell(wait)),
  ]);
  const playbook = await loadPlaybook(file);
  let isApplied = false;
  const planned = await planPlaybook({
    playbook,
    inventory,
    limit,
    open: sayWaiting(open, person, () => !isApplied),
    ...rest,
  });
  return {
    request: limit === undefined ? request : { ...request, limit },
    playbook: { file: playbook.files[0] ?? file, digest: digestSources(playbook.files) },
    planned: {
      ...planned,
      apply(emit, ...how) {
        isApplied = true;
        tell = ({ host, problem, until }) => emit({ type: 'host-note', host, text: problem, until });
        return planned.apply(emit, ...how);
      },
    },
  };
}

/** Who connects to no host needs no secret, and runs no program for one. */
async function readOnly(file: string): Promise<LoadedInventory> {
  const { loadInventory, ownSurroundings } = await import('../inventory/load.ts');
  return loadInventory(file, null, { ...ownSurroundings(), readsOnly: true });
}

async function load(file: string, { warn, askSecret }: Person): Promise<LoadedInventory> {
  const { loadInventory } = await import('../inventory/load.ts');
  const inventory = await loadInventory(file, askSecret);
  inventory.warnings.forEach(warn);
  return inventory;
}

/** The roles are TypeScript beside this program, as a user's own are. */
async function loadWantedConfiguration(): Promise<WantedConfiguration> {
  const { loadTypeScript } = await import('../playbook/load.ts');
  const role = await loadTypeScript(fileURLToPath(new URL('../../roles/keepalived/role.ts', import.meta.url)));
  return (role as { readonly keepalivedConfiguration: WantedConfiguration }).keepalivedConfiguration;
}
