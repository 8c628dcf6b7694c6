import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootReading, rebootIntoDefault } from '../../src/resources/boot.ts';
import { Shell } from '../../src/shell/shell.ts';
import { actionsOf, answered, brief, run } from './local.ts';

describe('a reboot', () => {
  const kernels = (running: string, next: string) => answered({ stdout: `${running}\n${next}\n` });

  it.each([
    ['the kernel runs that is booted next', '6.1.0-18-amd64', '/boot/vmlinuz-6.1.0-18-amd64', 'converged'],
    [
      'another one is next',
      '6.1.0-17-amd64',
      'vmlinuz-6.1.0-18-amd64',
      'running kernel 6.1.0-17-amd64 > 6.1.0-18-amd64 | ! reboot from 6.1.0-17-amd64 into 6.1.0-18-amd64',
    ],
    [
      'nothing says which is next',
      '6.1.0',
      '',
      "unknown: neither grubby, nor GRUB's configuration, nor the link /boot/vmlinuz says which kernel it boots next",
    ],
  ])('%s', (_, running, next, expected) => {
    expect(brief(rebootIntoDefault().compare(kernels(running, next)))).toBe(expected);
  });

  it('comes last, and what is done before it may be on other hosts', () => {
    const drain = { description: 'drain', script: new Shell(':'), on: ['lb1'] };
    const actions = actionsOf(rebootIntoDefault({ before: [drain], timeout: 9 }).compare(kernels('1', 'vmlinuz-2')));
    expect(actions.map(({ on, reboots, timeout }) => [on, reboots, timeout])).toEqual([
      [['lb1'], undefined, undefined],
      [undefined, true, 9],
    ]);
  });
});

describe('the kernel that is booted next', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
    mkdirSync(join(root, 'boot'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Reads a folder as if it were the root of a host, where no tool is but those named. */
  const nextOf = (grubby?: string) => {
    const script = bootReading.kind.compile(['boot']).text.replaceAll(/(?<![\w.}])\/(boot\b|vmlinuz\b)/g, `${root}/$1`);
    const stub = grubby === undefined ? '' : `grubby() { echo ${grubby}; }\n`;
    const found = bootReading.kind.parse(run(new Shell(stub + script)), ['boot']).get('boot');
    return found?.kind === 'found' ? found.value.next : found?.kind;
  };
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  const grub = (chosen: string) => `if [ "\${next_entry}" ] ; then
   set default="\${next_entry}"
else
   set default="${chosen}"
fi
menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-1' {
	echo	'Loading Linux 6.1.0-18-amd64 ...'
	linux	/boot/vmlinuz-6.1.0-18-amd64 root=UUID=1 ro quiet
}
submenu 'Advanced options' $menuentry_id_option 'gnulinux-advanced-1' {
	menuentry 'Debian GNU/Linux, with Linux 6.1.0-18-amd64' $menuentry_id_option 'gnulinux-6.1.0-18-amd64-advanced-1' {
		linux	/boot/vmlinuz-6.1.0-18-amd64 root=UUID=1 ro quiet
	}
	menuentry 'Debian GNU/Linux, with Linux 6.1.0-17-amd64' $menuentry_id_option 'gnulinux-6.1.0-17-amd64-advanced-1' {
		linux	/boot/vmlinuz-6.1.0-17-amd64 root=UUID=1 ro quiet
	}
}
`;

  it.each([
    ['the first entry', '0', '', '6.1.0-18-amd64'],
    [
      'an entry by its title, in a submenu',
      'Advanced options>Debian GNU/Linux, with Linux 6.1.0-17-amd64',
      '',
      '6.1.0-17-amd64',
    ],
    ['an entry by its id', 'gnulinux-6.1.0-17-amd64-advanced-1', '', '6.1.0-17-amd64'],
    ['the saved entry', '${saved_entry}', 'saved_entry=gnulinux-6.1.0-17-amd64-advanced-1\n', '6.1.0-17-amd64'],
    ['no saved entry', '${saved_entry}', '# GRUB Environment Block\n', '6.1.0-18-amd64'],
    ['an entry that is not there', 'gone', '', 'unknown'],
  ])('is %s of GRUB', (_, chosen, environment, expected) => {
    put('boot/grub/grub.cfg', grub(chosen));
    put('boot/grub/grubenv', environment);
    expect(nextOf()).toBe(expected);
  });

  it('is what grubby says, where it is', () => {
    put('boot/grub2/grub.cfg', grub('0'));
    expect(nextOf('/boot/vmlinuz-5.14.0-427.el9.x86_64')).toBe('5.14.0-427.el9.x86_64');
  });

  it('is what the link names that a boot loader follows', () => {
    symlinkSync('vmlinuz-7.2.7', join(root, 'boot/vmlinuz'));
    expect(nextOf()).toBe('7.2.7');
  });

  it('is not known where there is neither', () => {
    expect(nextOf()).toBe('unknown');
  });
});
