#!/bin/sh
# Managed by lvsdeploy: cluster web, directors. Changes made here are overwritten.
# The switch of a director without keepalived: it sets the VIP and the table of virtual services itself.
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
export PATH

INTERFACE=eth0
# address/length,label
VIPS='192.168.1.229/32,eth0:1'
SERVERS='192.168.1.220 192.168.1.231'
# The lines of ipvsadm --save --numeric.
TABLE='
-A -t 192.168.1.229:80 -s wrr -p 60
-a -t 192.168.1.229:80 -r 192.168.1.220:80 -g -w 3
-a -t 192.168.1.229:80 -r 192.168.1.231:80 -g -w 1
'

# The table in the words of ipvsadm 1.31: others say ops, and do not say of which type a tunnel is.
saved_table() {
  ipvsadm -S -n | sed -e 's/ *$//' -e 's/ ops$/ -o/' -e 's/ ops / -o /' -e 's/ --tun-type ipip$//'
}

# What a line of the table is about: its service, and its server.
service_of() {
  service=${1#-? }
  service=${service%% -s *}
  echo "${service%% -r *}"
}

server_of() {
  server=${1#* -r }
  echo "${server%% *}"
}

address_of() {
  place=${1%:*}
  place=${place#[}
  echo "${place%]}"
}

# A mark is ours by the table that is wanted, or when it leads to our real servers alone.
is_our_mark() {
  case "$TABLE" in *"
-A $1 -s "*) return 0 ;; esac
  destinations=$(echo "$found_table" | grep -e "^-a $1 -r ")
  [ -n "$destinations" ] || return 1
  echo "$destinations" | while read -r line; do
    case " $SERVERS " in *" $(address_of "$(server_of "$line")") "*) ;; *) exit 1 ;; esac
  done
}

is_ours() {
  case $1 in
    '-f '*) is_our_mark "$1" ;;
    *) case " $VIPS" in *" $(address_of "${1#-? }")/"*) ;; *) return 1 ;; esac ;;
  esac
}

# The part of the kernel's table that is ours.
current_table() {
  found_table=$(saved_table)
  echo "$found_table" | while read -r line; do
    if [ -n "$line" ] && is_ours "$(service_of "$line")"; then echo "$line"; fi
  done
}

wanted_table() {
  echo "$TABLE" | sed '/^$/d'
}

table_is_right() {
  [ "$(current_table | sort)" = "$(wanted_table | sort)" ]
}

is_wanted() {
  case "$TABLE" in *"
$1 "*) ;; *) return 1 ;; esac
}

# What is right stays untouched, connections included.
set_table() {
  found=$(current_table)
  # shellcheck disable=SC2086 # the words of a service
  echo "$found" | while read -r line; do
    service=$(service_of "$line")
    server=$(server_of "$line")
    case $line in
      -A*) is_wanted "-A $service" || ipvsadm -D $service ;;
      -a*) ! is_wanted "-A $service" || is_wanted "-a $service -r $server" || ipvsadm -d $service -r "$server" ;;
    esac
  done
  # shellcheck disable=SC2086 # the words of an ipvsadm command
  wanted_table | while read -r verb rest; do
    case $verb in
      -A) ipvsadm -A $rest 2> /dev/null || ipvsadm -E $rest ;;
      -a) ipvsadm -a $rest 2> /dev/null || ipvsadm -e $rest ;;
    esac || exit 1
  done
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

# Answers for an address and does not speak from it: the outer source of a tunnel would be the VIP, and real servers that hold it
# drop what comes from there.
hold_address() {
  add_address "$@" || return 1
  ! is_ipv6 "$2" || ip -6 addr change "$2" dev "$1" preferred_lft 0
}

vips_are_right() {
  for vip in $VIPS; do
    address=${vip%%/*}
    [ -n "$(held "$INTERFACE" "$address")" ] && [ -n "$(routed "$INTERFACE" "$address")" ] || return 1
  done
}

set_vips() {
  for vip in $VIPS; do
    address=${vip%%/*}
    hold_address "$INTERFACE" "${vip%,*}" "${vip#*,}" && add_route "$INTERFACE" "$address" || return 1
  done
}

remove_vips() {
  for vip in $VIPS; do
    address=${vip%%/*}
    remove_route "$INTERFACE" "$address" && remove_address "$INTERFACE" "$address" || return 1
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
  # shellcheck disable=SC2046 # the words of a service
  echo "$found" | grep '^-A' | while read -r line; do ipvsadm -D $(service_of "$line") || exit 1; done
}

status() {
  for vip in $VIPS; do
    if [ -n "$(held "$INTERFACE" "${vip%%/*}")" ]; then echo "VIP ${vip%%/*}: here"; else echo "VIP ${vip%%/*}: not here"; fi
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
