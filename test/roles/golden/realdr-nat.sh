#!/bin/sh
# Managed by lvsdeploy: cluster mixed, real servers. Changes made here are overwritten.
# The way back of a real server of NAT.
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
export PATH

# What a real server of NAT answers goes back through the directors: not before this has run, at the end of a boot.
# family,gateway,device
GATEWAYS='4,10.0.0.254,eth0 6,fd00:2::254,eth0'

# The file of the default route that was there before.
former_route() {
  echo /var/lib/lvsdeploy/default-route-"$1"
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
  default_routes "$1" | grep -q ' proto 129 '
}

keep_former_route() {
  found=$(default_routes 4 | grep -v -e ' metric ' -e ' proto 129 ' | head -n 1)
  mkdir -p /var/lib/lvsdeploy || return 1
  if [ -n "$found" ]; then
    printf '%s
' "$found" > "$(former_route 4)"
  elif ! is_ours 4; then
    rm -f "$(former_route 4)"
  fi
}

set_gateway() {
  if has_gateway "$@"; then
    :
  elif [ "$1" = 4 ]; then
    keep_former_route && ip -4 route replace default via "$2" dev "$3" proto 129
  else
    ip -6 route replace default via "$2" dev "$3" proto 129 metric 1
  fi
}

# A route that another hand has set stays.
drop_gateway() {
  is_ours "$1" || return 0
  if [ "$1" = 4 ] && [ -s "$(former_route 4)" ]; then
    # Without what ip shows of it and does not take.
    route=$(sed 's/\\//g; s/ linkdown//g; s/ dead//g; s/ expires [0-9]*sec//g' < "$(former_route 4)") || return 1
    # shellcheck disable=SC2086 # the words of a route
    ip -4 route replace $route && rm -f "$(former_route 4)"
  else
    ip "-$1" route flush default proto 129
  fi
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
