#!/bin/sh
# Managed by lvsdeploy: cluster mixed, real servers. Changes made here are overwritten.
# The way back of a real server of NAT.
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
export PATH

# What a real server of NAT answers goes back through the directors: not before this has run, at the end of a boot.
# family,gateway,device
GATEWAYS='4,10.0.0.254,eth0 6,fd00:2::254,eth0'

# The file of the default routes that were there before.
former_routes() {
  echo /var/lib/lvsdeploy/default-route-"$1"
}

# A space behind each word, the last one too.
default_routes() {
  ip "-$1" -o route show default | sed 's/$/ /'
}

# Those that have to make room for ours.
other_routes() {
  case $1 in
    4) default_routes 4 | grep -v -e ' metric ' -e ' proto 129 ' | head -n 1 ;;
    6) default_routes 6 | grep -v ' proto 129 ' ;;
  esac
}

has_gateway() {
  case $1 in
    4) default_routes 4 | grep " via $2 dev $3 " | grep -v ' metric ' ;;
    6) [ -z "$(other_routes 6)" ] && default_routes 6 | grep " via $2 dev $3 " | grep ' metric 1 ' ;;
  esac > /dev/null
}

is_ours() {
  default_routes "$1" | grep -q ' proto 129 '
}

keep_former_routes() {
  found=$(other_routes "$1")
  mkdir -p /var/lib/lvsdeploy || return 1
  if [ -n "$found" ]; then
    printf '%s
' "$found" > "$(former_routes "$1")"
  elif ! is_ours "$1"; then
    rm -f "$(former_routes "$1")"
  fi
}

# Does to each route that is read what the second word says, without what ip shows of it and does not take.
each_route() {
  sed 's/\\//g; s/ linkdown//g; s/ dead//g; s/ expires [0-9]*sec//g' | while read -r route; do
    # shellcheck disable=SC2086 # the words of a route
    ip "-$1" route "$2" $route || exit 1
  done
}

set_gateway() {
  if has_gateway "$@"; then
    :
  elif [ "$1" = 4 ]; then
    keep_former_routes 4 && ip -4 route replace default via "$2" dev "$3" proto 129
  else
    keep_former_routes 6 && ip -6 route replace default via "$2" dev "$3" proto 129 metric 1 &&
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
  ip "-$1" route flush default proto 129
}

# Runs a command with family, gateway and device of each default route.
each_gateway() {
  for gateway in $GATEWAYS; do
    rest=${gateway#*,}
    "$1" "${gateway%%,*}" "${rest%,*}" "${rest#*,}" || return 1
  done
}

show_gateway() {
  if has_gateway "$@"; then
    echo "Gateway $2: here"
  else
    echo "Gateway $2: not here"
    result=3
  fi
}

start_gateway() {
  each_gateway set_gateway
}

stop_gateway() {
  each_gateway drop_gateway
}

status_gateway() {
  result=0
  each_gateway show_gateway
  return $result
}

# All of it, or the one part that a second argument names.
PARTS='gateway'

start() {
  for part in ${1:-$PARTS}; do "start_$part" || return 1; done
}

stop() {
  for part in ${1:-$PARTS}; do "stop_$part" || return 1; done
}

status() {
  state=0
  for part in ${1:-$PARTS}; do "status_$part" || state=3; done
  return $state
}

case "$1" in
  start) start "$2" ;;
  stop) stop "$2" ;;
  restart) stop "$2" && start "$2" ;;
  status) status "$2" ;;
  *)
    echo "Usage: $0 {start|stop|restart|status}" >&2
    exit 1
    ;;
esac
