import { lines, sh, type Shell } from 'lvsdeploy';
import type { WayBack } from './parts.ts';

/** Where the default route is kept that was there before. */
const folder = '/var/lib/lvsdeploy';

/** By this number of its protocol a route is known to be ours (ip-route(8)); no routing daemon of rt_protos has it. */
const ours = '129';

/**
 * Shell functions for the default route of a real server of NAT, by iproute2, each for `FAMILY GATEWAY DEVICE`:
 * `has_gateway` says whether it is there, `set_gateway` and `drop_gateway` make it so.
 *
 * A default route of IPv4 with no metric has to make room; it is kept, and comes back. So do those of IPv6, whatever their
 * metric and wherever they are from: when the gateway does not answer for a moment, as it moves to the other director, the
 * kernel takes them instead, and goes back to ours no sooner than it asks a gateway again that did not answer
 * (rt6_check_neigh() of net/ipv6/route.c, router_probe_interval: 60 s; measured: 55 s, a route that a router advertised as well).
 */
export const routeFunctions: Shell = sh`# The file of the default routes that were there before.
former_routes() {
  echo ${folder}/default-route-"$1"
}

# A space behind each word, the last one too.
default_routes() {
  ip "-$1" -o route show default | sed 's/$/ /'
}

# Those that have to make room for ours.
other_routes() {
  case $1 in
    4) default_routes 4 | grep -v -e ' metric ' -e ' proto ${ours} ' | head -n 1 ;;
    6) default_routes 6 | grep -v ' proto ${ours} ' ;;
  esac
}

has_gateway() {
  case $1 in
    4) default_routes 4 | grep " via $2 dev $3 " | grep -v ' metric ' ;;
    6) [ -z "$(other_routes 6)" ] && default_routes 6 | grep " via $2 dev $3 " | grep ' metric 1 ' ;;
  esac > /dev/null
}

is_ours() {
  default_routes "$1" | grep -q ' proto ${ours} '
}

keep_former_routes() {
  found=$(other_routes "$1")
  mkdir -p ${folder} || return 1
  if [ -n "$found" ]; then
    printf '%s\n' "$found" > "$(former_routes "$1")"
  elif ! is_ours "$1"; then
    rm -f "$(former_routes "$1")"
  fi
}

# Does to each route that is read what the second word says, without what ip shows of it and does not take.
each_route() {
  sed 's/\\\\//g; s/ linkdown//g; s/ dead//g; s/ expires [0-9]*sec//g' | while read -r route; do
    # shellcheck disable=SC2086 # the words of a route
    ip "-$1" route "$2" $route || exit 1
  done
}

set_gateway() {
  if has_gateway "$@"; then
    :
  elif [ "$1" = 4 ]; then
    keep_former_routes 4 && ip -4 route replace default via "$2" dev "$3" proto ${ours}
  else
    keep_former_routes 6 && ip -6 route replace default via "$2" dev "$3" proto ${ours} metric 1 &&
      other_routes 6 | each_route 6 del
  fi
}

# A route that another hand has set stays.
drop_gateway() {
  is_ours "$1" || return 0
  former=$(former_routes "$1")
  if [ -s "$former" ]; then
    each_route "$1" replace < "$former" || return 1
    rm -f "$former"
    [ "$1" = 6 ] || return 0
  fi
  ip "-$1" route flush default proto ${ours}
}`;

/** @returns a script that puts back the default route that was there before. */
export function restoreRoute({ family, gateway, device }: WayBack): Shell {
  return lines(routeFunctions, sh`drop_gateway ${String(family)} ${gateway} ${device}`);
}
