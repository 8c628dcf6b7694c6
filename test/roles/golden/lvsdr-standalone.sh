#!/bin/sh
# Managed by lvsdeploy: cluster web, directors. Changes made here are overwritten.
# The switch of a director without keepalived: it sets the VIP and the table of virtual services itself.
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
export PATH

INTERFACE=eth0
# address/length,label
VIPS='192.168.1.229/32,eth0:1'
# The lines of ipvsadm --save --numeric.
TABLE='
-A -t 192.168.1.229:80 -s wrr -p 60
-a -t 192.168.1.229:80 -r 192.168.1.220:80 -g -w 3
-a -t 192.168.1.229:80 -r 192.168.1.231:80 -g -w 1
'

# The part of the kernel's table that serves our VIPs.
current_table() {
  ipvsadm -S -n | while read -r verb kind service rest; do
    case " $VIPS" in *" ${service%:*}/"*) echo "$verb $kind $service $rest" ;; esac
  done
}

wanted_table() {
  echo "$TABLE" | sed '/^$/d'
}

table_is_right() {
  [ "$(current_table | sort)" = "$(wanted_table | sort)" ]
}

is_wanted() {
  case "$TABLE" in *"$1 "*) ;; *) return 1 ;; esac
}

# What is right stays untouched, connections included.
set_table() {
  found=$(current_table)
  echo "$found" | while read -r verb kind service _ server _; do
    if ! is_wanted "-A $kind $service"; then
      [ "$verb" != -A ] || ipvsadm -D "$kind" "$service"
    elif [ "$verb" = -a ] && ! is_wanted "-a $kind $service -r $server"; then
      ipvsadm -d "$kind" "$service" -r "$server"
    fi
  done
  # shellcheck disable=SC2086 # the words of an ipvsadm command
  wanted_table | while read -r verb rest; do
    case $verb in
      -A) ipvsadm -A $rest 2> /dev/null || ipvsadm -E $rest ;;
      -a) ipvsadm -a $rest 2> /dev/null || ipvsadm -e $rest ;;
    esac || exit 1
  done
}

held() {
  ip -o -4 addr show dev "$INTERFACE" to "$1/32"
}

routed() {
  [ -n "$(ip -4 route show "$1/32" dev "$INTERFACE")" ]
}

vips_are_right() {
  for vip in $VIPS; do
    address=${vip%%/*}
    [ -n "$(held "$address")" ] || return 1
    routed "$address" || return 1
  done
}

set_vips() {
  for vip in $VIPS; do
    address=${vip%%/*}
    label=${vip#*,}
    if [ -z "$(held "$address")" ]; then
      ip addr add "${vip%,*}" dev "$INTERFACE" ${label:+label "$label"} || return 1
    fi
    ip route replace "$address/32" dev "$INTERFACE" || return 1
  done
}

remove_vips() {
  for vip in $VIPS; do
    address=${vip%%/*}
    if routed "$address"; then ip route del "$address/32" dev "$INTERFACE" || return 1; fi
    held "$address" | while read -r _ _ _ found _; do
      ip addr del "$found" dev "$INTERFACE" || exit 1
    done || return 1
  done
}

start() {
  # The table comes first: who finds the address finds its services.
  table_is_right || set_table || return 1
  table_is_right || { echo 'the table is not as wanted' >&2; return 1; }
  set_vips
}

stop() {
  remove_vips || return 1
  found=$(current_table)
  echo "$found" | while read -r verb kind service _; do
    [ "$verb" != -A ] || ipvsadm -D "$kind" "$service" || exit 1
  done
}

status() {
  for vip in $VIPS; do
    if [ -n "$(held "${vip%%/*}")" ]; then echo "VIP ${vip%%/*}: here"; else echo "VIP ${vip%%/*}: not here"; fi
  done
  ipvsadm -L -n
  vips_are_right && table_is_right || return 3
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
