#!/bin/sh
# Managed by lvsdeploy: cluster web, directors. Changes made here are overwritten.
# The switch of a director under keepalived, whose business the VIP and the table are: this script touches neither.
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
export PATH

INTERFACE=eth0
VIPS='192.168.1.229'

is_running() {
  if [ -d /run/systemd/system ]; then
    systemctl is-active --quiet keepalived
  else
    [ -r /var/run/keepalived.pid ] && kill -0 "$(cat /var/run/keepalived.pid)" 2> /dev/null
  fi
}

tell_keepalived() {
  if [ -d /run/systemd/system ]; then systemctl "$1" keepalived; else service keepalived "$1"; fi
}

held() {
  ip -o -4 addr show dev "$INTERFACE" to "$1/32"
}

start() {
  modprobe ip_vs || return 1
  is_running || tell_keepalived start
}

# The peer takes over.
stop() {
  tell_keepalived stop
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
