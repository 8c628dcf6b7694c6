#!/bin/sh
# Managed by lvsdeploy: cluster web, real servers. Changes made here are overwritten.
# The VIP of a real server with direct routing: on the loopback, and never told to a neighbour.
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
export PATH

# address,label
VIPS='192.168.1.229,lo:0'
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

held() {
  if has_ip; then ip -o -4 addr show dev "$1" to "$2/32"; else aliases "$1" "$2"; fi
}

routed() {
  if has_ip; then
    ip -4 route show "$2/32" dev "$1"
  else
    route -n | while read -r to _ mask _ _ _ _ device; do
      [ "$to $mask $device" != "$2 255.255.255.255 $1" ] || echo "$to dev $device"
    done
  fi
}

add_address() {
  [ -z "$(held "$1" "${2%/*}")" ] || return 0
  if has_ip; then
    ip addr add "$2" dev "$1" ${3:+label "$3"}
  else
    # ifconfig has one address a name.
    address=${2%/*}
    ifconfig "${3:-$1:${address##*.}}" "$address" netmask "$(mask_of "${2#*/}")" up
  fi
}

add_route() {
  if has_ip; then
    ip route replace "$2/32" dev "$1"
  else
    [ -n "$(routed "$1" "$2")" ] || route add -host "$2" dev "$1"
  fi
}

remove_route() {
  [ -n "$(routed "$1" "$2")" ] || return 0
  if has_ip; then ip route del "$2/32" dev "$1"; else route del -host "$2" dev "$1"; fi
}

remove_address() {
  if has_ip; then
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

start() {
  # Before the address: a real server that answers ARP for the VIP takes it from the director.
  be_quiet || return 1
  for vip in $VIPS; do
    address=${vip%,*}
    add_address lo "$address/32" "${vip#*,}" && add_route lo "$address" || return 1
  done
}

# The ARP settings stay: other addresses may depend on them.
stop() {
  for vip in $VIPS; do
    address=${vip%,*}
    remove_address lo "$address" && remove_route lo "$address" || return 1
  done
}

status() {
  result=0
  for vip in $VIPS; do
    address=${vip%,*}
    if [ -n "$(held lo "$address")" ] && [ -n "$(routed lo "$address")" ]; then
      echo "VIP $address: here"
    else
      echo "VIP $address: not here"
      result=3
    fi
  done
  if is_quiet; then echo 'ARP: quiet'; else echo 'ARP: answers for the VIP'; result=3; fi
  return $result
}

case "$1" in
  start) start ;;
  stop) stop ;;
  restart) stop && start ;;
  status) status ;;
  *)
    echo "Usage: $0 {start|stop|restart|status}" >&2
    exit 1
    ;;
esac
