import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { bootLab, lvsdeploy, readEvents, tell } from './deployment.ts';

let lab: Lab;
let inventory: readonly [string, string];

beforeAll(async () => {
  lab = await bootLab('test-odd', 'pair');
  inventory = ['--inventory', lab.inventoryPath];
  await Promise.all(lab.hosts.map(({ name }) => tell(lab, name, oddity(name))));
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-odd'));

const noise = `echo 'Welcome! $HOME "quoted'; printf 'no newline at the end'; echo 'stty: Inappropriate ioctl' >&2`;

/** A host that greets everybody, with a temporary folder that nothing can be executed in. */
const everywhere = `set -e
mount -t tmpfs -o noexec,nosuid tmpfs /tmp
printf 'All access is logged.\\n\\n' > /etc/motd
printf 'Banner /etc/motd\\nPermitUserEnvironment yes\\n' > /etc/ssh/sshd_config.d/odd.conf
systemctl reload ssh
cat > /etc/ssh/sshrc << 'END'
${noise}
END
cat > /root/.bashrc << 'END'
${noise}
umask 077; set -o noclobber; alias ls='ls --color'
export PATH=/usr/bin:/bin CDPATH=/etc:/var LANG=tlh_KL.UTF-8
END
`;

/** Sudo that wants a terminal and finds little; in one file, as sudo reads the last one of a setting. */
const sudo = `printf 'Defaults %s\\n' requiretty lecture=always 'secure_path="/usr/bin:/bin"' > /etc/sudoers.d/zz-odd
`;

/** dpkg's lock in the hands of another process until a job says that it waits for it. */
const heldLock = `cat > /root/hold << 'END'
perl -MFcntl -e 'open F, ">>", "/var/lib/dpkg/lock-frontend"; my $lock = pack "s s x28", F_WRLCK, 0; fcntl F, F_SETLK, $lock or die; sleep 600' &
until grep -qs '^lvsdeploy-wait' /var/lib/lvsdeploy/jobs/*/log; do sleep 0.2; done
kill $!
END
setsid sh /root/hold > /dev/null 2>&1 < /dev/null &
until grep -q "$(printf ':%s 0 EOF' "$(stat -c %i /var/lib/dpkg/lock-frontend)")" /proc/locks; do sleep 0.1; done
`;

const install = (name: string) => `apt-get -qq update; apt-get -qq install -y ${name} > /dev/null 2>&1\n`;

/** @returns what makes the host odd, as root there; sudo comes last: the lab itself has no terminal for it. */
function oddity(host: string): string {
  switch (host) {
    case 'lb2':
      return `${everywhere}${install('zsh')}usermod --shell /usr/bin/zsh deploy
cat > /home/deploy/.zshenv << 'END'
${noise}
umask 077; setopt noclobber sh_word_split; path=(/usr/bin /bin); export CDPATH=/etc:/var
END
${heldLock}${sudo}`;
    case 'web1':
      return `${everywhere}${install('tcsh')}usermod --shell /bin/tcsh ops
cat > /home/ops/.cshrc << 'END'
echo 'Welcome to csh'; echo -n 'no newline at the end'; sh -c 'echo "stty: Inappropriate ioctl" >&2'
umask 077; set noclobber; set path = (/usr/bin /bin); alias sudo 'echo no'
END
${sudo}`;
    default:
      return everywhere;
  }
}

// One story: each part stands on the ones before it.
describe('hosts that are odd in every way', () => {
  it('greet on both streams, and one has a shell that is not POSIX', async () => {
    const { stdout, stderr } = await lab.exec('web1', 'echo "$0"; umask; command -v sysctl || echo no sysctl; mount');
    expect(stdout).toMatch(
      /Welcome! .*Welcome to csh\nno newline at the endsh\n0077\nno sysctl\n.* \/tmp type tmpfs \(.*noexec/s,
    );
    expect(stderr).toContain('stty: Inappropriate ioctl');
    const refused = await lab.exec('lb2', 'true', { asRoot: true });
    expect(refused.stderr).toContain('you must have a tty to run sudo');
  });

  it('are deployed by one run, which says what it waits for, who has it and until when', async () => {
    const { status, stdout, stderr } = await lvsdeploy('run', 'playbooks/site.ts', ...inventory, '--yes');
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    expect(stdout).toMatch(
      /^lb2 {2}package:ipvsadm: Could not get lock \/var\/lib\/dpkg\/lock-frontend\. It is held by process \d+ \(perl\); trying again until \d\d:\d\d:\d\d$/m,
    );
    expect(stdout).toMatch(/^lb2 .*package:ipvsadm {2}changed/m);
  });

  it('are verified', async () => {
    const { status, stdout, stderr } = await lvsdeploy('verify', ...inventory);
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
  });

  it('are not changed by a second run, and cost one round trip more where sudo wants a terminal', async () => {
    const { status, stdout } = await lvsdeploy('run', 'playbooks/site.ts', ...inventory, '--yes', '--json');
    expect(status).toBe(0);
    const ends = readEvents(stdout).filter(({ type }) => type === 'host-done');
    expect(ends.map(({ host, changed, roundTrips }) => [host, changed, roundTrips]).sort()).toEqual([
      ['lb1', 0, 2],
      ['lb2', 0, 3],
      ['web1', 0, 3],
      ['web2', 0, 2],
    ]);
  });
});
