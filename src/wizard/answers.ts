/** The questions by name, in the order in which they are asked: that of the documented procedure, from directors to scheduler. */
export const questionNames = [
  'cluster',
  'user',
  'sudoPassword',
  'sshConfig',
  'directors',
  'interface',
  'segment',
  'segment6',
  'realServers',
  'clients',
  'vip',
  'vip6',
  'protocol',
  'port',
  'method',
  'insideInterface',
  'insideNetwork',
  'insideGateway',
  'insideNetwork6',
  'insideGateway6',
  'scheduler',
  'weights',
  'persistence',
  'healthCheck',
  'virtualRouterId',
  'vrrpSecret',
] as const;

export type QuestionName = (typeof questionNames)[number];

/** What was answered so far: text each, as a person types it, hosts too. */
export type Answers = Readonly<Partial<Record<QuestionName, string>>>;

/** The answer that stands for nothing, and the one for what is so without saying anything. */
export const none = 'none';
export const asIs = 'default';

/** A host as it is named in an answer. */
export interface NamedHost {
  readonly name: string;
  readonly address: string;
  readonly address6: string | null;
}

/** @returns the hosts of an answer `lb1 192.168.1.252, lb2 192.168.1.230 fd00:1::230`, whatever the words are. */
export function readHosts(answer: string): readonly NamedHost[] {
  if (answer === none) return [];
  return splitItems(answer).map((item) => {
    const [name = '', address = '', address6 = null] = item.split(/\s+/);
    return { name, address, address6 };
  });
}

/** @returns the answer that {@link readHosts} reads. */
export function writeHosts(hosts: readonly NamedHost[]): string {
  if (hosts.length === 0) return none;
  return hosts
    .map(({ name, address, address6 }) => [name, address, ...(address6 === null ? [] : [address6])].join(' '))
    .join(', ');
}

/** @returns the weights of an answer `web1=3, web2=1`. */
export function readWeights(answer: string): ReadonlyMap<string, string> {
  return new Map(
    splitItems(answer).map((item) => {
      const [name = '', weight = ''] = item.split(/\s*=\s*/);
      return [name, weight];
    }),
  );
}

/** @returns the parts of an answer between commas. */
export function splitItems(answer: string): readonly string[] {
  return answer
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

export const directorsOf = ({ directors = '' }: Answers) => readHosts(directors);
export const realServersOf = ({ realServers = '' }: Answers) => readHosts(realServers);
export const clientsOf = ({ clients = none }: Answers) => readHosts(clients);
/** Those of the cluster itself. */
export const membersOf = (answers: Answers) => [...directorsOf(answers), ...realServersOf(answers)];
/** All that are connected to. */
export const hostsOf = (answers: Answers) => [...membersOf(answers), ...clientsOf(answers)];

/** What a host is to the cluster. */
export type Part = 'director' | 'real server' | 'client';

/** @returns what the host of that name is to be. */
export function partOf(name: string, answers: Answers): Part {
  const isIn = (hosts: readonly NamedHost[]) => hosts.some((host) => host.name === name);
  if (isIn(clientsOf(answers))) return 'client';
  return isIn(realServersOf(answers)) ? 'real server' : 'director';
}

/** @returns the file that holds the sudo password, of an answer `file PATH`; null of any other. */
export function sudoFileOf({ sudoPassword = '' }: Answers): string | null {
  return /^file (\S.*)$/.exec(sudoPassword)?.[1] ?? null;
}

/** @returns whether it is one director, without a peer and so without VRRP. */
export function isStandalone(answers: Answers): boolean {
  return directorsOf(answers).length === 1;
}

/** @returns the answer, or null where it stands for nothing or was not given. */
export function saidOf(answer: string | undefined): string | null {
  return answer === undefined || answer === none || answer === asIs ? null : answer;
}
