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

held() {
  ip -o -4 addr show dev lo to "$1/32"
}

routed() {
  [ -n "$(ip -4 route show "$1/32" dev lo)" ]
}

start() {
  # Before the address: a real server that answers ARP for the VIP takes it from the director.
  be_quiet || return 1
  for vip in $VIPS; do
    address=${vip%,*}
    if [ -z "$(held "$address")" ]; then
      ip addr add "$address/32" dev lo label "${vip#*,}" || return 1
    fi
    ip route replace "$address/32" dev lo || return 1
  done
}

# The ARP settings stay: other addresses may depend on them.
stop() {
  for vip in $VIPS; do
    address=${vip%,*}
    held "$address" | while read -r _ _ _ found _; do
      ip addr del "$found" dev lo || exit 1
    done || return 1
    if routed "$address"; then ip route del "$address/32" dev lo || return 1; fi
  done
}

status() {
  result=0
  for vip in $VIPS; do
    address=${vip%,*}
    if [ -n "$(held "$address")" ] && routed "$address"; then
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
