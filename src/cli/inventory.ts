import { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { nearest } from '../inventory/nearest.ts';
import { toJson } from '../report/json.ts';
import { inventoryCommand, type Context, type InventoryOptions } from './context.ts';
import { renderExamples } from './examples.ts';
import { pattern } from './pattern-argument.ts';

/** @returns `lvsdeploy inventory list|graph|show|schema`, which connect to no host. */
export function inventoryCommands(context: Context): Command {
  const inventory = new Command('inventory')
    .summary('list hosts, draw groups, tell where each value is from')
    .description('what the inventory says, without connecting to any host')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy inventory list directors', 'the hosts of a pattern'],
        ['lvsdeploy inventory graph', 'clusters, groups and hosts as a tree'],
        ['lvsdeploy inventory show lb1', 'every value, and the line that sets it'],
      ),
    );
  inventory.addCommand(listCommand('list', context));
  inventory.addCommand(graphCommand(context));
  inventory.addCommand(showCommand(context));
  inventory.addCommand(schemaCommand(context));
  return inventory;
}

/** @returns `lvsdeploy inventory list [PATTERN]`, which is `lvsdeploy hosts`, too. */
export function listCommand(name: 'list' | 'hosts', { io, engine }: Context): Command {
  const typed = name === 'hosts' ? 'lvsdeploy hosts' : 'lvsdeploy inventory list';
  return inventoryCommand(name)
    .summary('list the hosts of a pattern')
    .description('list the hosts that a pattern selects, without connecting to any')
    .addArgument(pattern())
    .addHelpText('after', renderExamples([typed, 'all of them'], [`${typed} 'directors,web*'`, 'those of a pattern']))
    .action(async (selected: string, { inventory, json }: InventoryOptions) => {
      const hosts = await engine.selectHosts(inventory, selected);
      if (json === true) {
        const rows = hosts.map(({ name: host, access: { address }, groups }) => ({ name: host, address, groups }));
        io.stdout.write(`${toJson(rows)}\n`);
        return;
      }
      const { renderHosts } = await import('../report/inventory-text.ts');
      io.stdout.write(renderHosts(hosts));
    });
}

function graphCommand({ io, engine }: Context): Command {
  return inventoryCommand('graph')
    .description('draw clusters, groups and hosts as a tree')
    .addHelpText('after', renderExamples(['lvsdeploy inventory graph', 'who is in what']))
    .action(async ({ inventory, json }: InventoryOptions) => {
      const [loaded, { graphOf }, { renderGraph }] = await Promise.all([
        engine.readInventory(inventory),
        import('../inventory/graph.ts'),
        import('../report/inventory-text.ts'),
      ]);
      const graph = graphOf(loaded);
      io.stdout.write(json === true ? `${toJson(graph)}\n` : renderGraph(graph, io));
    });
}

function showCommand({ io, engine }: Context): Command {
  return inventoryCommand('show')
    .description('show every value of a host, and what set it: a line of the inventory or of ssh_config, or a default')
    .argument('<host>', 'its name in the inventory')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy inventory show lb1', 'where each of its values is from'],
        ['lvsdeploy inventory show lb1 --json', 'the same for a program'],
      ),
    )
    .action(async (name: string, { inventory, json }: InventoryOptions) => {
      const { hosts, explain } = await engine.readInventory(inventory);
      const host = hosts.find((one) => one.name === name);
      if (host === undefined) throw unknownHost(name, inventory, hosts);
      const values = explain(name);
      if (json === true) {
        io.stdout.write(`${toJson({ host: name, groups: host.groups, values })}\n`);
        return;
      }
      const { renderExplained } = await import('../report/inventory-text.ts');
      io.stdout.write(renderExplained(host, values, io));
    });
}

function schemaCommand({ io }: Context): Command {
  return new Command('schema')
    .description('print the JSON Schema of an inventory, for an editor')
    .addHelpText(
      'after',
      renderExamples([
        'lvsdeploy inventory schema > inventory.schema.json',
        'docs/inventory.md says how an editor uses it',
      ]),
    )
    .action(async () => {
      const { inventorySchema } = await import('../inventory/json-schema.ts');
      io.stdout.write(`${JSON.stringify(inventorySchema(), null, 2)}\n`);
    });
}

function unknownHost(name: string, file: string, hosts: readonly { readonly name: string }[]): UsageError {
  const names = hosts.map((host) => host.name);
  const near = nearest(name, names);
  return new UsageError(`the inventory has no host ${name}`, {
    place: file,
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has ${names.join(', ') || 'none'}.`,
  });
}
