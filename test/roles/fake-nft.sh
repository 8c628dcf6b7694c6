#!/bin/sh
# Tables of nft in $FAKE_RULES, one a file, with the commands that the scripts say.
mkdir -p "$FAKE_RULES"
case "$1 $2" in
  '-f -')
    while IFS= read -r line; do
      case $line in
        'add table inet '*) : > "$FAKE_RULES/${line##* }" ;;
        'delete table inet '*) rm "$FAKE_RULES/${line##* }" || exit 1 ;;
        'table inet '*) name=${line#table inet } name=${name%% *} && echo "$line" > "$FAKE_RULES/$name" ;;
        *) echo "$line" >> "$FAKE_RULES/$name" ;;
      esac
    done
    ;;
  'list table') cat "$FAKE_RULES/$4" ;;
  'delete table') rm "$FAKE_RULES/$4" ;;
  *) exit 2 ;;
esac
