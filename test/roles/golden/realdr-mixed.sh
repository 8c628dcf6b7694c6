#!/bin/sh
# Managed by lvsdeploy: cluster mixed, real servers. Changes made here are overwritten.
# The VIP of a real server that answers clients itself: where no neighbour is told of it.
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
export PATH

# What comes out of the tunnel comes from where no client is, and asks for segments that fit through it.
# device,module
TUNNELS='tunl0,ipip ip6tnl0,ip6_tunnel'
FILTERS='/proc/sys/net/ipv4/conf/all/rp_filter /proc/sys/net/ipv4/conf/tunl0/rp_filter /proc/sys/net/ipv4/conf/eth0/rp_filter'

NFT_RULES='table inet lvsdeploy {
  chain output {
    type filter hook output priority -150;
    ip saddr 192.168.1.229 tcp flags & (syn | rst) == syn tcp option maxseg size set 1440 comment "lvsdeploy 03930c327387"
    ip6 saddr fd00:1::229 tcp flags & (syn | rst) == syn tcp option maxseg size set 1400 comment "lvsdeploy 03930c327387"
  }
}'
IPV4_RULES='-A lvsdeploy -s 192.168.1.229/32 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1440'
IPV6_RULES='-A lvsdeploy -s fd00:1::229/128 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400'

has_tool() {
  command -v "$1" > /dev/null
}

set_by_nft() {
  has_tool nft && printf 'add table inet %s\ndelete table inet %s\n%s\n' lvsdeploy lvsdeploy "$NFT_RULES" | nft -f -
}

is_set_by_nft() {
  has_tool nft && [ "$(nft list table inet lvsdeploy 2> /dev/null | grep -c 'comment "lvsdeploy 03930c327387"')" = 2 ]
}

drop_from_nft() {
  ! has_tool nft || ! nft list table inet lvsdeploy > /dev/null 2>&1 || nft delete table inet lvsdeploy
}

# iptables or ip6tables, and its rules
set_by() {
  if [ -z "$2" ]; then
    drop_from "$1"
    return
  fi
  has_tool "$1" || { echo "neither nft nor $1 can set the rules" >&2; return 1; }
  { echo '*mangle'; echo ':lvsdeploy - [0:0]'; echo "$2"; echo COMMIT; } | "$1-restore" --noflush || return 1
  is_hooked "$1" || "$1" -t mangle -A OUTPUT -j lvsdeploy
}

is_hooked() {
  "$1" -t mangle -S OUTPUT 2> /dev/null | grep -qx -e '-A OUTPUT -j lvsdeploy'
}

is_set_by() {
  [ -n "$2" ] || return 0
  has_tool "$1" && is_hooked "$1" && [ "$("$1" -t mangle -S lvsdeploy | grep '^-A')" = "$2" ]
}

drop_from() {
  has_tool "$1" && "$1" -t mangle -S lvsdeploy > /dev/null 2>&1 || return 0
  while is_hooked "$1"; do "$1" -t mangle -D OUTPUT -j lvsdeploy || return 1; done
  "$1" -t mangle -F lvsdeploy && "$1" -t mangle -X lvsdeploy
}

rules_are_set() {
  is_set_by_nft || { is_set_by iptables "$IPV4_RULES" && is_set_by ip6tables "$IPV6_RULES"; }
}

set_rules() {
  if set_by_nft 2> /dev/null; then
    drop_from iptables && drop_from ip6tables
  else
    set_by iptables "$IPV4_RULES" && set_by ip6tables "$IPV6_RULES"
  fi
}

drop_rules() {
  drop_from_nft && drop_from iptables && drop_from ip6tables
}

start_tunnel() {
  for tunnel in $TUNNELS; do
    [ -d "/proc/sys/net/ipv4/conf/${tunnel%,*}" ] || modprobe "${tunnel#*,}" || return 1
    ip link set "${tunnel%,*}" up || return 1
  done
  for filter in $FILTERS; do echo 0 > "$filter" || return 1; done
  rules_are_set || set_rules
}

# The devices and the settings stay: others may depend on them.
stop_tunnel() {
  drop_rules
}

status_tunnel() {
  result=0
  for tunnel in $TUNNELS; do
    case $(ip -o link show dev "${tunnel%,*}" 2> /dev/null) in
      *[,\<]UP[,\>]*) echo "Tunnel ${tunnel%,*}: open" ;;
      *) echo "Tunnel ${tunnel%,*}: closed"; result=3 ;;
    esac
  done
  for filter in $FILTERS; do
    [ "$(cat "$filter" 2> /dev/null)" = 0 ] || { echo "$filter: not 0"; result=3; }
  done
  if rules_are_set; then echo 'Segments: fit through the tunnel'; else echo 'Segments: too large for the tunnel'; result=3; fi
  return $result
}

# device,address/length,label
VIPS='lo,192.168.1.229/32,lo:0 lo,fd00:1::229/128,'
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
PARTS='tunnel vips'

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
