#!/bin/sh
# A table of virtual services in a file, with the commands that lvsdr.sh says. $FAKE_TABLE is the file, $FAKE_LOG lists the changes.
touch "$FAKE_TABLE"
[ "$1" = -S ] || [ "$1" = -L ] || echo "$*" >> "$FAKE_LOG"
key() { grep -n -- "^$1 " "$FAKE_TABLE" | cut -d: -f1 | head -n 1; }
drop() { grep -v -- "^$1 " "$FAKE_TABLE" > "$FAKE_TABLE.new"; mv "$FAKE_TABLE.new" "$FAKE_TABLE"; }
case "$1" in
  -S | -L) cat "$FAKE_TABLE" ;;
  -A) [ -z "$(key "-A $2 $3")" ] && echo "$*" >> "$FAKE_TABLE" ;;
  -a) [ -z "$(key "-a $2 $3 -r $5")" ] && echo "$*" >> "$FAKE_TABLE" ;;
  -E) [ -n "$(key "-A $2 $3")" ] && drop "-A $2 $3" && shift && echo "-A $*" >> "$FAKE_TABLE" ;;
  -e) [ -n "$(key "-a $2 $3 -r $5")" ] && drop "-a $2 $3 -r $5" && shift && echo "-a $*" >> "$FAKE_TABLE" ;;
  -D) [ -n "$(key "-A $2 $3")" ] && drop "-A $2 $3" && drop "-a $2 $3" ;;
  -d) [ -n "$(key "-a $2 $3 -r $5")" ] && drop "-a $2 $3 -r $5" ;;
  *) exit 2 ;;
esac
