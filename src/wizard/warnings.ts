import { canonicalAddress } from '../cluster/address.ts';
import { schedulers, type Scheduler } from '../cluster/cluster.ts';
import { contains } from '../cluster/network.ts';
import { type Answers, type Part, type QuestionName, directorsOf, hostsOf, realServersOf } from './answers.ts';
import { networkOf, placeIn, type Heard } from './offers.ts';
import { reachedOf, type FoundHost, type Survey } from './survey.ts';

/** @returns what cannot work as it is, to be said as soon as a host was looked at. */
export function warnOfHost(
  found: FoundHost,
  part: Part,
  named: { readonly address: string; readonly address6: string | null },
  others: Survey,
): readonly string[] {
  if (!found.isReached)
    return [`${found.name} has to be reached before it can be deployed; go on, and mend that until then`];
  const { name, facts, privileges, refusal, hasIpvs } = found;
  const warnings: string[] = [];
  if (privileges === 'none')
    warnings.push(
      refusal === undefined
        ? `${name} gives no rights of root: let sudo do without a password, say that it asks for one, or log in as root`
        : `${name} gives no rights of root: ${refusal}; mend that, or log in as root`,
    );
  if (part !== 'client' && facts.packageManager === null)
    warnings.push(
      `${name} has none of apt, dnf and yum, and a run refuses it: take a host of the family of Debian or Red Hat`,
    );
  if (part === 'director' && hasIpvs === false)
    warnings.push(
      `the kernel of ${name} has no ip_vs: a director needs it; install a kernel of the distribution there`,
    );
  const held = facts.interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => canonicalAddress(address)));
  for (const address of [named.address, named.address6]) {
    if (address !== null && held.length > 0 && !held.includes(canonicalAddress(address)))
      warnings.push(`${name} does not hold ${address}: is it behind a translated address, or another host?`);
  }
  const twin = [...others.values()].find((other) => other.name !== name && isSameMachine(found, other));
  if (twin !== undefined) warnings.push(`${name} and ${twin.name} are the same machine: each needs one of its own`);
  return warnings;
}

/** Containers share the boot id of their kernel, but no addresses. */
function isSameMachine(one: FoundHost, other: FoundHost): boolean {
  if (!one.isReached || !other.isReached || one.facts.bootId !== other.facts.bootId) return false;
  const addresses = ({ facts }: typeof one) =>
    facts.interfaces
      .filter(({ name }) => name !== 'lo')
      .flatMap((each) => each.addresses.map(({ address }) => address))
      .sort()
      .join();
  return addresses(one) === addresses(other);
}

/** @returns what cannot work, or is not what it looks like, to be said as soon as a question was answered. */
export function warnOfAnswer(name: QuestionName, answers: Answers, survey: Survey, heard: Heard): readonly string[] {
  return warners[name]?.(answers, survey, heard) ?? [];
}

type Warn = (answers: Answers, survey: Survey, heard: Heard) => readonly string[];

const floating =
  (key: 'vip' | 'vip6' | 'insideGateway' | 'insideGateway6', what: string): Warn =>
  (answers, survey, { taken }) => {
    const address = canonicalAddress(answers[key] ?? '');
    const holder = [...survey.values()].find(
      (found) =>
        found.isReached &&
        found.facts.interfaces.some((each) => each.addresses.some((one) => canonicalAddress(one.address) === address)),
    );
    if (holder !== undefined)
      return [`${holder.name} holds ${address} already: from an earlier deployment, or it is in use`];
    return taken.get(address) === true ? [`somebody answers for ${address}: ${what} must be in use by nobody`] : [];
  };

const warners: Readonly<Partial<Record<QuestionName, Warn>>> = {
  directors: (answers) =>
    directorsOf(answers).length === 1
      ? ['one director only: the form is standalone, without VRRP and health checks; nobody takes over when it is down']
      : [],
  interface: (answers, survey) =>
    reachedOf(survey, directorsOf(answers))
      .filter(({ facts }) => !facts.interfaces.some(({ name }) => name === answers.interface))
      .map(
        ({ name, facts }) =>
          `${name} has no ${answers.interface ?? ''}: it has ${facts.interfaces.map((one) => one.name).join(', ') || 'none'}`,
      ),
  segment: (answers, survey) =>
    reachedOf(survey, directorsOf(answers)).flatMap((found) => {
      const named = directorsOf(answers).find(({ name }) => name === found.name);
      const place = placeIn(found, (address) => address === named?.address);
      return place === null || place.network === answers.segment
        ? []
        : [
            `${found.name} has ${place.network} on ${place.interface}, not ${answers.segment ?? ''}: the netmasks differ`,
          ];
    }),
  realServers: (answers) => {
    const { segment } = answers;
    const far =
      segment === undefined ? [] : realServersOf(answers).filter(({ address }) => !contains(segment, address));
    return far.length === 0
      ? []
      : [
          `${far.map(({ name }) => name).join(', ')} not on the segment ${segment ?? ''}: DR cannot reach them; NAT or TUN can`,
        ];
  },
  vip: (answers, survey, heard) => {
    const { segment, vip } = answers;
    const isFar = segment !== undefined && vip !== undefined && !contains(segment, vip);
    return [
      ...(isFar ? [`${vip} is not in the segment ${segment}: a router has to send it to the directors`] : []),
      ...floating('vip', 'a VIP')(answers, survey, heard),
    ];
  },
  vip6: floating('vip6', 'a VIP'),
  insideGateway: floating('insideGateway', 'a floating gateway'),
  insideGateway6: floating('insideGateway6', 'a floating gateway'),
  insideInterface: (answers, survey) =>
    reachedOf(survey, directorsOf(answers))
      .filter(({ facts }) => !facts.interfaces.some(({ name }) => name === answers.insideInterface))
      .map(({ name }) => `${name} has no ${answers.insideInterface ?? ''}`),
  insideNetwork: (answers, survey) => {
    const { insideNetwork = '', insideInterface } = answers;
    return reachedOf(survey, directorsOf(answers))
      .filter(
        ({ facts }) =>
          !facts.interfaces.some(
            ({ name, addresses }) =>
              name === insideInterface &&
              addresses.some(
                ({ address, prefixLength }) =>
                  !address.includes(':') && networkOf(address, prefixLength) === insideNetwork,
              ),
          ),
      )
      .map(({ name }) => `${name} has no address of ${insideNetwork} on ${insideInterface ?? ''}`);
  },
  scheduler: (answers, survey) =>
    reachedOf(survey, directorsOf(answers))
      .filter(
        ({ facts }) =>
          facts.ipvsSchedulers !== null &&
          isScheduler(answers.scheduler) &&
          !facts.ipvsSchedulers.includes(answers.scheduler),
      )
      .map(
        ({ name, facts }) =>
          `the kernel of ${name} (${facts.kernel}) has no scheduler ${answers.scheduler ?? ''}: take another one, or install a kernel there that has it`,
      ),
  virtualRouterId: (answers, _, { virtualRouterIds }) =>
    virtualRouterIds?.includes(Number(answers.virtualRouterId)) === true
      ? [
          `VRID ${answers.virtualRouterId ?? ''} is heard on the segment already: if that is not this cluster, take another one`,
        ]
      : [],
};

function isScheduler(word: string | undefined): word is Scheduler {
  return schedulers.some((scheduler) => scheduler === word);
}

/** @returns the hosts that were not reached, of those named. */
export function unreached(answers: Answers, survey: Survey): readonly string[] {
  return hostsOf(answers)
    .map(({ name }) => name)
    .filter((name) => survey.get(name)?.isReached === false);
}
