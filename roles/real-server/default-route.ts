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
 * A default route of IPv4 with no metric has to make room; it is kept, and comes back. Ours of IPv6 has a metric before all
 * others, and those stay.
 */
export const routeFunctions: Shell = sh`# The file of the default route that was there before.
former_route() {
  echo ${folder}/default-route-"$1"
}

# A space behind each word, the last one too.
default_routes() {
  ip "-$1" -o route show default | sed 's/$/ /'
}

has_gateway() {
  case $1 in
    4) default_routes 4 | grep " via $2 dev $3 " | grep -v ' metric ' ;;
    6) default_routes 6 | grep " via $2 dev $3 " | grep ' metric 1 ' ;;
  esac > /dev/null
}

is_ours() {
  default_routes "$1" | grep -q ' proto ${ours} '
}

keep_former_route() {
  found=$(default_routes 4 | grep -v -e ' metric ' -e ' proto ${ours} ' | head -n 1)
  mkdir -p ${folder} || return 1
  if [ -n "$found" ]; then
    printf '%s\n' "$found" > "$(former_route 4)"
  elif ! is_ours 4; then
    rm -f "$(former_route 4)"
  fi
}

set_gateway() {
  if has_gateway "$@"; then
    :
  elif [ "$1" = 4 ]; then
    keep_former_route && ip -4 route replace default via "$2" dev "$3" proto ${ours}
  else
    ip -6 route replace default via "$2" dev "$3" proto ${ours} metric 1
  fi
}

# A route that another hand has set stays.
drop_gateway() {
  is_ours "$1" || return 0
  if [ "$1" = 4 ] && [ -s "$(former_route 4)" ]; then
    # Without what ip shows of it and does not take.
    route=$(sed 's/\\\\//g; s/ linkdown//g; s/ dead//g; s/ expires [0-9]*sec//g' < "$(former_route 4)") || return 1
    # shellcheck disable=SC2086 # the words of a route
    ip -4 route replace $route && rm -f "$(former_route 4)"
  else
    ip "-$1" route flush default proto ${ours}
  fi
}`;

/** @returns a script that puts back the default route that was there before. */
export function restoreRoute({ family, gateway, device }: WayBack): Shell {
  return lines(routeFunctions, sh`drop_gateway ${String(family)} ${gateway} ${device}`);
}
