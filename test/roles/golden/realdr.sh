#!/bin/sh
# Managed by lvsdeploy: cluster web, real servers. Changes made here are overwritten.
# The VIP of a real server that answers clients itself: where no neighbour is told of it.
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
export PATH

# device,address/length,label
VIPS='lo,192.168.1.229/32,lo:0'
CONF=/proc/sys/net/ipv4/conf

be_quiet() {
  for scope in all default; do
    echo 1 > "$CONF/$scope/arp_ignore" || return 1
    echo 2 > "$CONF/$scope/arp_announce" || return 1
  done
}

is_quiet() {
  [ "$(cat "$CONF/all/arp_ignore" "$CONF/default/arp_ignore" | tr -d '\n')" = 11 ] &&
    [ "$(cat "$CONF/all/arp_announce" "$CONF/default/arp_announce" | tr -d '\n')" = 22 ]
}

has_ip() {
  command -v ip > /dev/null
}

# The name under which ifconfig shows the address.
aliases() {
  ifconfig -a | while IFS= read -r line; do
    case $line in
      [!\ ]*) name=${line%% *} name=${name%:} ;;
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
  echo "${mask#.}"
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
  [ -z "$(held "$1" "${2%/*}")" ] || return 0
  if is_ipv6 "$2"; then
    # Others have the address as well, and are meant to: nobody is asked for it (RFC 4862, 5.4).
    ip -6 addr add "$2" dev "$1" nodad
  elif has_ip; then
    ip addr add "$2" dev "$1" ${3:+label "$3"}
  else
    # ifconfig has one address a name.
    address=${2%/*}
    ifconfig "${3:-$1:${address##*.}}" "$address" netmask "$(mask_of "${2#*/}")" up
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
}

# Runs a command with device, address/length and label of each VIP.
each_vip() {
  for vip in $VIPS; do
    rest=${vip#*,}
    "$1" "${vip%%,*}" "${rest%,*}" "${rest#*,}" || return 1
  done
}

hold() {
  # By another method it was elsewhere.
  for place in lo tunl0 ip6tnl0; do
    [ "$place" = "$1" ] || let_go "$place" "$2" || return 1
  done
  add_address "$1" "$2" "$3" && add_route "$1" "${2%/*}"
}

let_go() {
  [ ! -d "/proc/sys/net/ipv4/conf/$1" ] || { remove_address "$1" "${2%/*}" && remove_route "$1" "${2%/*}"; }
}

show() {
  if [ -d "/proc/sys/net/ipv4/conf/$1" ] && [ -n "$(held "$1" "${2%/*}")" ] && [ -n "$(routed "$1" "${2%/*}")" ]; then
    echo "VIP ${2%/*}: here"
  else
    echo "VIP ${2%/*}: not here"
    result=3
  fi
}

start_vips() {
  # Before the address: a real server that answers ARP for the VIP takes it from the director.
  be_quiet || return 1
  each_vip hold
}

# The ARP settings stay: other addresses may depend on them.
stop_vips() {
  each_vip let_go
}

status_vips() {
  result=0
  each_vip show
  if is_quiet; then echo 'ARP: quiet'; else echo 'ARP: answers for the VIP'; result=3; fi
  return $result
}

# All of it, or the one part that a second argument names.
PARTS='vips'

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
