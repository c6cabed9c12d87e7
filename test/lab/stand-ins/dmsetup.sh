# shellcheck shell=sh
# dmsetup ls, info -c, table, status from a table: name, major, minor, target, rest of the table line.
T=/dev/.lab/state/dm
[ -s $T ] || { echo 'No devices found'; exit 0; }
case $1 in
  ls) exec /dev/.lab/machine/bin/gawk -F '\t' '{ printf "%s\t(%d, %d)\n", $1, $2, $3 }' $T ;;
  table | status) exec /dev/.lab/machine/bin/gawk -F '\t' '{ printf "%s: %s %s\n", $1, $4, $5 }' $T ;;
esac
exit 1
