import { sh, type Facts, type Observation, type Reading, type ReadingKind, type Resource } from 'lvsdeploy';

/** Where Makefiles of ipvsadm before 1.25 look for the kernel. */
const link = '/usr/src/linux';

/**
 * ipvsadm before 1.25 is compiled with the interface that the kernel it runs on had in `include/net/ip_vs.h`; since 2.6.28 that
 * file is for the kernel alone, and the interface is in `linux/ip_vs.h`.
 */
export function kernelSources({ kernel, architecture }: Facts): readonly Resource[] {
  const places = [
    `/usr/src/kernels/${kernel}-${architecture}`,
    `/usr/src/kernels/${kernel}`,
    `/usr/src/linux-headers-${kernel}`,
    `/usr/src/linux-${kernel}`,
    `/lib/modules/${kernel}/build`,
  ];
  const reading: Reading<readonly string[], Sources> = { kind: sourcesKind, key: places };
  return [
    {
      id: `symlink:${link}`,
      reads: [reading],
      undo: {
        keep: sh`[ ! -L ${link} ] || readlink ${link} > original`,
        restore: sh`[ ! -L ${link} ] || rm -f ${link}
[ ! -e original ] || [ -e ${link} ] || ln -s "$(cat original)" ${link}`,
      },
      compare: (observed) => {
        const found = observed(reading);
        if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
        if (found.kind === 'absent') {
          const reason = `ipvsadm before 1.25 cannot be built for the kernel ${kernel}: none of ${places.join(', ')} has the old interface of IPVS in include/net/ip_vs.h; say version: '1.31' of ipvsadm`;
          return { state: 'unknown', reason };
        }
        const { place, target } = found.value;
        if (target === place) return { state: 'converged' };
        if (target === 'no link') return { state: 'unknown', reason: `${link} is there, and is no symbolic link` };
        return {
          state: 'differs',
          changes: [{ what: 'target', from: target, to: place, format: 'value' }],
          actions: [{ description: `link ${link} to ${place}`, script: sh`rm -f ${link} && ln -s ${place} ${link}` }],
        };
      },
    },
  ];
}

interface Sources {
  /** The first place that has the interface. */
  readonly place: string;
  /** What the link says, or null when there is nothing. */
  readonly target: string | null;
}

const sourcesKind: ReadingKind<readonly string[], Sources> = {
  name: 'kernel-sources',
  keyOf: (places) => places.join(':'),
  compile: (keys) => sh`if [ -L ${link} ]; then printf 'target %s\n' "$(readlink ${link})"
elif [ -e ${link} ]; then echo 'target no link'
fi
for place in ${keys.flat()}; do
  grep -qs 'struct ip_vs_service_user' "$place/include/net/ip_vs.h" && printf 'place %s\n' "$place"
done
true`,
  parse: ({ status, stdout }, keys) => {
    const valuesOf = (word: string) =>
      [...stdout.matchAll(new RegExp(`^${word} (.*)$`, 'gm'))].map(([, value = '']) => value);
    const observe = (places: readonly string[]): Observation<Sources> => {
      if (status !== 0) return { kind: 'unknown', reason: 'the sources of the kernel cannot be looked for' };
      const place = places.find((one) => valuesOf('place').includes(one));
      return place === undefined
        ? { kind: 'absent' }
        : { kind: 'found', value: { place, target: valuesOf('target')[0] ?? null } };
    };
    return new Map(keys.map((places) => [places.join(':'), observe(places)]));
  },
};
