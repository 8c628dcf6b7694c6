import { sh, type Shell } from 'lvsdeploy';

/** @returns a script that takes an address and its host route off an interface; either may be gone already. */
export function releaseAddress(address: string, device: string): Shell {
  return sh`ip route del ${address} dev ${device} 2> /dev/null || :
ip -o -4 addr show dev ${device} to ${address} | while read -r _ _ _ found _; do
  ip addr del "$found" dev ${device} || exit 1
done`;
}
