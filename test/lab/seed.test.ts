import { expect, test } from 'vitest';
import { repositoryPaths } from '../../src/lab/image/image.ts';
import { seedFiles, type GuestKeys } from '../../src/lab/seed.ts';
import { topologies, type LabHost } from '../../src/lab/topology.ts';

const keys: GuestKeys = {
  hostKey: 'HOST',
  hostPublicKey: 'PUB',
  authorizedKey: 'ssh-ed25519 KEY lab\n',
  sudoPassword: 's3cret',
};
const [lb1, lb2, web1, , client] = topologies.pair.hosts;

const fileOf = (host: LabHost, path: string) =>
  seedFiles(host, topologies.pair, { flavour: 'debian', paths: ['/'] }, keys).find((file) => file.path === path);

test('a host knows its addresses and the names of all', () => {
  expect(fileOf(lb1, 'etc/lab/network')?.content.split('\n')).toEqual([
    'link set lo up',
    'link set vec0 name eth0',
    'link set eth0 gso_max_segs 1',
    'addr add 192.168.1.252/24 brd + dev eth0',
    'link set eth0 up',
    '',
  ]);
  expect(fileOf(client, 'etc/lab/network')?.content.match(/addr add/g)).toHaveLength(41);
  expect(fileOf(lb1, 'etc/hosts')?.content).toContain('192.168.1.220 web1\n');
});

test('a host of two networks has a card and addresses of both families on each', () => {
  const [director] = topologies.mixed.hosts;
  expect(fileOf(director, 'etc/lab/network')?.content).toContain(`addr add 10.0.0.252/24 brd + dev eth1
addr add fd00:2::252/64 dev eth1 nodad
link set eth1 up
`);
  expect(fileOf(director, 'etc/lab/network')?.content).not.toContain('route');
});

test('a host of the inner network finds the lab there, and has it for its gateway', () => {
  const app1 = topologies.mixed.hosts.find(({ name }) => name === 'app1') ?? lb1;
  expect(fileOf(app1, 'etc/lab/network')?.content).toContain(`link set eth0 up
route add default via 10.0.0.1
route add default via fd00:2::1
`);
  expect(fileOf(app1, 'etc/apt/sources.list')?.content).toBe('deb [trusted=yes] http://10.0.0.1/ ./\n');
});

test('only a real server has a page', () => {
  expect(fileOf(web1, 'srv/www/index.html')?.content).toBe('web1\n');
  expect(fileOf(lb1, 'srv/www/index.html')).toBeUndefined();
});

test("the private host key is root's alone", () => {
  expect(fileOf(lb1, 'etc/ssh/ssh_host_ed25519_key')).toMatchObject({ mode: 0o600, content: 'HOST' });
});

test('each login is set up as the topology says', () => {
  const setup = (host: LabHost) => fileOf(host, 'etc/lab/setup')?.content ?? '';
  expect(setup(lb1)).toContain('> /root/.ssh/authorized_keys');
  expect(setup(lb2)).toContain("'deploy ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/deploy");
  expect(setup(lb2)).not.toContain(keys.sudoPassword);
  expect(setup(web1)).toContain("'ops ALL=(ALL) ALL' > /etc/sudoers.d/ops");
  expect(setup(web1)).toContain('ops:s3cret | chpasswd');
});

test.each([
  ['debian', 'etc/apt/sources.list', 'deb [trusted=yes] http://192.168.1.1/ ./\n'],
  ['sysv', 'etc/apt/sources.list', 'deb [trusted=yes] http://192.168.1.1/sysv/ ./\n'],
  ['rpm', 'etc/yum.repos.d/lab.repo', 'baseurl=http://192.168.1.1/rpm/\n'],
] as const)('a guest of %s asks the lab for packages of its own kind', (flavour, path, words) => {
  const paths = repositoryPaths(flavour, true);
  const files = seedFiles(lb1, topologies.pair, { flavour, paths }, keys);
  const sources = files.filter((file) => /apt|yum/.test(file.path));
  expect(sources.map((file) => file.path)).toEqual([path]);
  expect(sources[0]?.content).toContain(words);
  expect(sources[0]?.content).toContain(`http://192.168.1.1/build/${flavour}/`);
});
