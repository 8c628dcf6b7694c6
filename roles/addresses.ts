import { lines, sh, type Shell } from 'lvsdeploy';

/**
 * Shell functions for addresses and host routes of an interface, by iproute2, or for IPv4 by net-tools where there is no `ip`:
 *
 * `held DEVICE ADDRESS` and `routed DEVICE ADDRESS` print something when it is there, the others make it so:
 * `add_address DEVICE ADDRESS/LENGTH [LABEL]`, `remove_address DEVICE ADDRESS`, `add_route DEVICE ADDRESS`, `remove_route DEVICE ADDRESS`.
 * An address of IPv6 needs no host route of its own: the kernel sets one with it.
 */
export const addressFunctions: Shell = sh`has_ip() {
  command -v ip > /dev/null
}

# The name under which ifconfig shows the address.
aliases() {
  ifconfig -a | while IFS= read -r line; do
    case $line in
      [!\\ ]*) name=\${line%% *} name=\${name%:} ;;
      *"inet addr:$2 "* | *"inet $2 "*) case $name in "$1" | "$1":*) echo "$name" ;; esac ;;
    esac
  done
}

mask_of() {
  length=$1 mask=
  for _ in 1 2 3 4; do
    part=$((length > 8 ? 8 : length))
    mask=$mask.$((256 - (1 << (8 - part))))
    length=$((length - part))
  done
  echo "\${mask#.}"
}

is_ipv6() {
  case $1 in *:*) ;; *) return 1 ;; esac
}

held() {
  if is_ipv6 "$2"; then
    ip -o -6 addr show dev "$1" to "$2/128"
  elif has_ip; then
    ip -o -4 addr show dev "$1" to "$2/32"
  else
    aliases "$1" "$2"
  fi
}

routed() {
  if is_ipv6 "$2"; then
    held "$1" "$2"
  elif has_ip; then
    ip -4 route show "$2/32" dev "$1"
  else
    route -n | while read -r to _ mask _ _ _ _ device; do
      [ "$to $mask $device" != "$2 255.255.255.255 $1" ] || echo "$to dev $device"
    done
  fi
}

add_address() {
  [ -z "$(held "$1" "\${2%/*}")" ] || return 0
  if is_ipv6 "$2"; then
    # Others have the address as well, and are meant to: nobody is asked for it (RFC 4862, 5.4).
    ip -6 addr add "$2" dev "$1" nodad
  elif has_ip; then
    ip addr add "$2" dev "$1" \${3:+label "$3"}
  else
    # ifconfig has one address a name.
    address=\${2%/*}
    ifconfig "\${3:-$1:\${address##*.}}" "$address" netmask "$(mask_of "\${2#*/}")" up
  fi
}

add_route() {
  if is_ipv6 "$2"; then
    :
  elif has_ip; then
    ip route replace "$2/32" dev "$1"
  else
    [ -n "$(routed "$1" "$2")" ] || route add -host "$2" dev "$1"
  fi
}

remove_route() {
  ! is_ipv6 "$2" || return 0
  [ -n "$(routed "$1" "$2")" ] || return 0
  if has_ip; then ip route del "$2/32" dev "$1"; else route del -host "$2" dev "$1"; fi
}

remove_address() {
  if is_ipv6 "$2" || has_ip; then
    held "$1" "$2" | while read -r _ _ _ found _; do ip addr del "$found" dev "$1" || exit 1; done
  else
    aliases "$1" "$2" | while read -r found; do
      case $found in
        *:*) ifconfig "$found" down || exit 1 ;;
        *) echo "$2 is the first address of $found: ifconfig cannot take it alone" >&2 && exit 1 ;;
      esac
    done
  fi
}`;

/** @returns a script that takes an address and its host route off an interface; either may be gone already. */
export function releaseAddress(address: string, device: string): Shell {
  return lines(addressFunctions, sh`remove_route ${device} ${address} || :`, sh`remove_address ${device} ${address}`);
}
