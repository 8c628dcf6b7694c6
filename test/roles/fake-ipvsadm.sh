#!/bin/sh
# A table of virtual services in a file, with the commands that lvsdr.sh says. $FAKE_TABLE is the file, $FAKE_LOG lists the changes.
# Like ipvsadm 1.31 it says of a tunnel that it is one of IP in IP.
touch "$FAKE_TABLE"
[ "$1" = -S ] || [ "$1" = -L ] || echo "$*" >> "$FAKE_LOG"
verb=$1 words=$*
# -t PLACE, -f MARK or -f MARK -6
service="$2 $3"
[ "$4" != -6 ] || service="$service -6"
server=${words#* -r }
server=${server%% *}
case "$words" in *' -i '*) words="$words --tun-type ipip" ;; esac
has_server() { grep -q -F -e "-a $service -r $server " "$FAKE_TABLE"; }
drop() { grep -v -F -e "$1" "$FAKE_TABLE" > "$FAKE_TABLE.new"; mv "$FAKE_TABLE.new" "$FAKE_TABLE"; }
has_service() { grep -q -F -e "-A $service -s " "$FAKE_TABLE"; }
case "$verb" in
  -S | -L) cat "$FAKE_TABLE" ;;
  -A) ! has_service && echo "$words" >> "$FAKE_TABLE" ;;
  -a) has_service && ! has_server && echo "$words" >> "$FAKE_TABLE" ;;
  -E) has_service && drop "-A $service -s " && echo "-A ${words#-E }" >> "$FAKE_TABLE" ;;
  -e) has_server && drop "-a $service -r $server " && echo "-a ${words#-e }" >> "$FAKE_TABLE" ;;
  -D) has_service && drop "-A $service -s " && drop "-a $service -r " ;;
  -d) has_server && drop "-a $service -r $server " ;;
  *) exit 2 ;;
esac
