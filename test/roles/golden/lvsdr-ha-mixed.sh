#!/bin/sh
# Managed by lvsdeploy: cluster mixed, directors. Changes made here are overwritten.
# The switch of a director under keepalived, whose business the VIP and the table are: this script touches neither.
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
export PATH

INTERFACE=eth0
VIPS='192.168.1.229 fd00:1::229'

# Where systemd does not run, the process tells: not every init script can, and pid files differ.
is_running() {
  if [ -d /run/systemd/system ]; then
    systemctl is-active --quiet keepalived
    return
  fi
  for comm in /proc/[0-9]*/comm; do
    { read -r name < "$comm"; } 2> /dev/null && [ "$name" = keepalived ] && return 0
  done
  return 1
}

tell_keepalived() {
  if [ -d /run/systemd/system ]; then
    systemctl "$1" keepalived
  elif command -v service > /dev/null; then
    service keepalived "$1"
  else
    /etc/init.d/keepalived "$1"
  fi
}

held() {
  case $1 in
    *:*)
      ip -o -6 addr show dev "$INTERFACE" to "$1/128"
      return
      ;;
  esac
  if command -v ip > /dev/null; then
    ip -o -4 addr show dev "$INTERFACE" to "$1/32"
  else
    ifconfig -a | grep -F -e "inet addr:$1 " -e "inet $1 "
  fi
}

start() {
  modprobe ip_vs || return 1
  # Without the rules no packet gets a mark.
  /sbin/lvsmarks.sh start || return 1
  is_running || tell_keepalived start
}

# The peer takes over. An init script may end before keepalived has.
stop() {
  tell_keepalived stop || return 1
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    is_running || return 0
    sleep 1
  done
  echo 'keepalived does not end' >&2
  return 1
}

status() {
  state=BACKUP
  for vip in $VIPS; do
    if [ -n "$(held "$vip")" ]; then state=MASTER; fi
  done
  if is_running; then echo "keepalived: running, $state"; else echo 'keepalived: stopped'; fi
  for vip in $VIPS; do
    if [ -n "$(held "$vip")" ]; then echo "VIP $vip: here"; else echo "VIP $vip: not here"; fi
  done
  ipvsadm -L -n
  is_running || return 3
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
