/** Commands of the pages that `test/kernels/docs.test.ts` does not run: what runs each, and why not there. */
export const elsewhere: Readonly<Record<string, { readonly by: string; readonly why: string }>> = {
  'npm run set-up': { by: 'scripts/test', why: 'it has made what the test runs' },
  'alias lvsdeploy="node $PWD/dist/cli/main.js"': {
    by: 'test/kernels/docs.test.ts',
    why: 'a script of that name stands for it, as an alias ends with its shell',
  },
  'lvsdeploy setup': { by: 'test/wizard/terminal.test.ts', why: 'it asks a person' },
  'lvsdeploy setup --ssh-config ssh_config -i wizard.yaml': {
    by: 'test/wizard/terminal.test.ts',
    why: 'it asks a person',
  },
  'lvsdeploy setup --answers answers.yaml --ssh-config ssh_config -i wizard.yaml': {
    by: 'test/kernels/packed.test.ts',
    why: 'it has a lab of its own there, and writes several inventories',
  },
  'lvsdeploy drill switch-over': {
    by: 'test/kernels/drill.test.ts',
    why: 'nothing else may be at work while an outage is held against its bound',
  },
  'cp inventory.example.yaml inventory.yaml': {
    by: 'test/inventory/example.test.ts',
    why: 'its hosts are nobody’s; that it is a right inventory is seen there',
  },
};
