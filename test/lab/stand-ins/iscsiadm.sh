# shellcheck shell=sh
# iscsiadm -m session and -m node from a list: portal, tag, target.
T=/dev/.lab/state/iscsi
case "$*" in
  *session*)
    [ -s $T ] || { echo 'iscsiadm: No active sessions.' >&2; exit 21; }
    exec /dev/.lab/machine/bin/gawk '{ printf "tcp: [%d] %s,%s %s\n", NR, $1, $2, $3 }' $T
    ;;
  *node*)
    [ -s $T ] || { echo 'iscsiadm: no records found!' >&2; exit 21; }
    exec /dev/.lab/machine/bin/gawk '{ printf "%s,%s %s\n", $1, $2, $3 }' $T
    ;;
esac
exit 7
