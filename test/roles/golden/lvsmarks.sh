#!/bin/sh
# Managed by lvsdeploy: cluster mixed, directors. Changes made here are overwritten.
# The rules that mark the packets of virtual services by mark: IPVS knows these by nothing else.
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
export PATH

NFT_RULES='table inet lvsdeploy_marks {
  chain prerouting {
    type filter hook prerouting priority -150;
    ip daddr 192.168.1.229 tcp dport { 80, 8040-8042 } meta mark set 1 comment "lvsdeploy 7dc34186e059"
    ip daddr 192.168.1.229 udp dport { 8040-8042 } meta mark set 1 comment "lvsdeploy 7dc34186e059"
    ip6 daddr fd00:1::229 tcp dport { 80, 8040-8042 } meta mark set 2 comment "lvsdeploy 7dc34186e059"
    ip6 daddr fd00:1::229 udp dport { 8040-8042 } meta mark set 2 comment "lvsdeploy 7dc34186e059"
  }
}'
IPV4_RULES='-A LVSDEPLOY -d 192.168.1.229/32 -p tcp -m multiport --dports 80,8040:8042 -j MARK --set-xmark 0x1/0xffffffff
-A LVSDEPLOY -d 192.168.1.229/32 -p udp -m multiport --dports 8040:8042 -j MARK --set-xmark 0x1/0xffffffff'
IPV6_RULES='-A LVSDEPLOY -d fd00:1::229/128 -p tcp -m multiport --dports 80,8040:8042 -j MARK --set-xmark 0x2/0xffffffff
-A LVSDEPLOY -d fd00:1::229/128 -p udp -m multiport --dports 8040:8042 -j MARK --set-xmark 0x2/0xffffffff'

has_tool() {
  command -v "$1" > /dev/null
}

set_by_nft() {
  has_tool nft && printf 'add table inet %s\ndelete table inet %s\n%s\n' lvsdeploy_marks lvsdeploy_marks "$NFT_RULES" | nft -f -
}

is_set_by_nft() {
  has_tool nft && [ "$(nft list table inet lvsdeploy_marks 2> /dev/null | grep -c 'comment "lvsdeploy 7dc34186e059"')" = 4 ]
}

drop_from_nft() {
  ! has_tool nft || ! nft list table inet lvsdeploy_marks > /dev/null 2>&1 || nft delete table inet lvsdeploy_marks
}

# iptables or ip6tables, and its rules
set_by() {
  if [ -z "$2" ]; then
    drop_from "$1"
    return
  fi
  has_tool "$1" || { echo "neither nft nor $1 can set the rules" >&2; return 1; }
  { echo '*mangle'; echo ':LVSDEPLOY - [0:0]'; echo "$2"; echo COMMIT; } | "$1-restore" --noflush || return 1
  is_hooked "$1" || "$1" -t mangle -A PREROUTING -j LVSDEPLOY
}

is_hooked() {
  "$1" -t mangle -S PREROUTING 2> /dev/null | grep -qx -e '-A PREROUTING -j LVSDEPLOY'
}

is_set_by() {
  [ -n "$2" ] || return 0
  has_tool "$1" && is_hooked "$1" && [ "$("$1" -t mangle -S LVSDEPLOY | grep '^-A')" = "$2" ]
}

drop_from() {
  has_tool "$1" && "$1" -t mangle -S LVSDEPLOY > /dev/null 2>&1 || return 0
  while is_hooked "$1"; do "$1" -t mangle -D PREROUTING -j LVSDEPLOY || return 1; done
  "$1" -t mangle -F LVSDEPLOY && "$1" -t mangle -X LVSDEPLOY
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

start() {
  rules_are_set || set_rules
}

stop() {
  drop_rules
}

status() {
  if rules_are_set; then
    echo 'Marks: set'
  else
    echo 'Marks: not set'
    return 3
  fi
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
