import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { mustRun } from '../src/command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @returns the files below a folder of the project, as the package names them. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length));
}

const alone = ['CHANGELOG.md', 'LICENSE', 'README.md', 'inventory.example.yaml', 'package.json'];
const belongs = [
  /^dist\/[\w/-]+(\.js|\.d\.ts)$/,
  /^roles\/[\w/-]+\.ts$/,
  /^roles\/[\w/-]+\/templates\/[\w.-]+\.hbs$/,
  /^playbooks\/[\w-]+\.ts$/,
  /^docs\/[\w/-]+\.(md|json)$/,
];

describe('the package', () => {
  let packed: readonly string[];

  beforeAll(async () => {
    const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const [pack] = JSON.parse(await mustRun('npm', words, { cwd: root, timeoutMs: 60_000 })) as [
      { readonly files: readonly { readonly path: string }[] },
    ];
    packed = pack.files.map(({ path }) => path);
  }, 60_000);

  it('has nothing but the program, its roles, playbooks and documentation', () => {
    expect(packed.filter((file) => !alone.includes(file) && !belongs.some((form) => form.test(file)))).toEqual([]);
  });

  it.each(['roles', 'playbooks', 'docs'])('has all of %s', (folder) => {
    expect(packed.filter((file) => file.startsWith(`${folder}/`)).toSorted()).toEqual(filesIn(folder).toSorted());
  });

  it('has what lies beside them', () => {
    expect(packed.filter((file) => !file.includes('/')).toSorted()).toEqual(alone.toSorted());
  });
});

it('what the program, roles and playbooks import is installed with the package', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const sources = ['src', 'roles', 'playbooks'].flatMap(filesIn).filter((file) => file.endsWith('.ts'));
  const imported = sources.flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        /(?:\bfrom |\bimport\(|^import )'((?:@[^/']+\/)?[^./'][^/']*)/gm,
      ),
    ].map(([, name = '']) => name),
  );
  const foreign = new Set(imported.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)));
  foreign.delete('lvsdeploy');
  expect([...foreign].toSorted()).toEqual(Object.keys(dependencies).toSorted());
});
