#!/bin/sh
# The table mangle of iptables or ip6tables, by its name, in a file of $FAKE_RULES: as iptables -S lists it.
mkdir -p "$FAKE_RULES"
name=${0##*/}
file=$FAKE_RULES/${name%-restore}
touch "$file"
drop() { grep -v "$@" "$file" > "$file.new"; mv "$file.new" "$file"; }
if [ "$name" != "${name%-restore}" ]; then
  [ "$1" = --noflush ] || exit 2
  while IFS= read -r line; do
    case $line in
      :*) chain=${line#:} chain=${chain%% *} && drop -e "^-A $chain " -e "^-N $chain\$" && echo "-N $chain" >> "$file" ;;
      -A*) echo "$line" >> "$file" ;;
    esac
  done
  exit
fi
[ "$1 $2" = '-t mangle' ] || exit 2
case "$3" in
  -S)
    case $4 in
      PREROUTING | OUTPUT) echo "-P $4 ACCEPT" ;;
      *) grep -q -x -e "-N $4" "$file" || exit 1 ;;
    esac
    grep -e "^-[NA] $4\$" -e "^-A $4 " "$file"
    :
    ;;
  -A) shift 2 && echo "$*" >> "$file" ;;
  -D) shift 3 && drop -x -e "-A $*" ;;
  -F) drop -e "^-A $4 " ;;
  -X) ! grep -q -e "-j $4" "$file" && drop -x -e "-N $4" ;;
  *) exit 2 ;;
esac
