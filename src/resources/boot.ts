import { sh } from '../shell/shell.ts';
import { comparisonOf, orderingOf, valueChange, type Ordering } from './comparison.ts';
import type { Action, Reading, ReadingKind, Resource } from './resource.ts';

/** Where the kernel is noted that ran before a reboot into another one. */
export const lastGoodKernel = '/var/lib/lvsdeploy/last-good-kernel';

export interface RebootOptions extends Ordering {
  /** What is done before, on this host or on others. */
  readonly before?: readonly Action[];
  /** Seconds until the host must be back. */
  readonly timeout?: number;
}

/** The kernel that runs is the one that the host boots by default; when it is not, the host is rebooted. `reboot`. */
export function rebootIntoDefault({ before = [], timeout = 600, ...ordering }: RebootOptions = {}): Resource {
  return {
    id: 'reboot',
    mayReboot: true,
    reads: [bootReading],
    ...orderingOf(ordering),
    compare: (observed) => {
      const found = observed(bootReading);
      if (found.kind === 'absent') return { state: 'unknown', reason: 'it does not say which kernel it runs' };
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      const { running, next } = found.value;
      return comparisonOf(valueChange('running kernel', running, next), [
        ...before,
        { description: `reboot from ${running} into ${next}`, script: rebootScript, reboots: true, timeout },
      ]);
    },
  };
}

export interface Boot {
  /** `uname -r`. */
  readonly running: string;
  /** The release that is booted next. */
  readonly next: string;
}

/** Apart from this session, which it ends. */
const rebootScript = sh`uname -r > ${lastGoodKernel} || exit 1
sync
setsid sh -c 'sleep 1; shutdown -r now || reboot' > /dev/null 2>&1 < /dev/null &`;

/**
 * Which kernel is next is for the boot loader to say: grubby(8) where there is one (it reads BLS entries, too), else the
 * configuration of GRUB, else the link that Debian keeps for those that follow one (kernel-img.conf(5)), in /boot or in /.
 */
const bootKind: ReadingKind<'boot', Boot> = {
  name: 'boot',
  keyOf: (key) => key,
  compile: () => sh`uname -r
wanted() {
  # The last unconditional one counts; a saved one is in the environment of GRUB.
  set=$(sed -n 's/^[[:space:]]*set default="\\(.*\\)"$/\\1/p' "$1" | grep -v next_entry | tail -n 1)
  case $set in
    '\${saved_entry}') saved=$(sed -n 's/^saved_entry=//p' "\${1%/*}/grubenv" 2> /dev/null); echo "\${saved:-0}" ;;
    *) echo "\${set:-0}" ;;
  esac
}
# The last part of SUBMENU>ENTRY is the title of an entry, or its id.
entry() {
  awk -v wanted="\${2##*>}" '
    /^[ \\t]*menuentry / { seen = wanted == 0 || index($0, "\\047" wanted "\\047") || index($0, "\\"" wanted "\\"") }
    seen && /^[ \\t]*linux(16|efi)?[ \\t]/ { print $2; exit }' "$1"
}
for grub in /boot/grub/grub.cfg /boot/grub2/grub.cfg; do [ -r "$grub" ] && break; done
if command -v grubby > /dev/null 2>&1; then
  grubby --default-kernel
elif [ -r "$grub" ]; then
  entry "$grub" "$(wanted "$grub")"
elif [ -h /boot/vmlinuz ]; then
  readlink /boot/vmlinuz
elif [ -h /vmlinuz ]; then
  readlink /vmlinuz
fi`,
  parse: ({ stdout }) => {
    const [running = '', next = ''] = stdout.trim().split('\n');
    const [, release] = /(?:^|\/)vmlinu[xz]-(\S+)$/.exec(next) ?? [];
    if (release !== undefined) return new Map([['boot', { kind: 'found', value: { running, next: release } }]]);
    const said = next === '' ? '' : `: ${next}`;
    const reason = `neither grubby, nor GRUB's configuration, nor the link /boot/vmlinuz says which kernel it boots next${said}`;
    return new Map([['boot', { kind: 'unknown', reason }]]);
  },
};

/** The kernel that runs, and the one that is booted next. */
export const bootReading: Reading<'boot', Boot> = { kind: bootKind, key: 'boot' };
