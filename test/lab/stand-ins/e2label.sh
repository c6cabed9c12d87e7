# shellcheck shell=sh
# e2label DEVICE from the partition list.
device=$(readlink -f "$1")
exec /dev/.lab/machine/bin/gawk -F '\t' -v device="${device#/dev/}" '
  $1 == device && $12 ~ /^ext/ { print $11 == "-" ? "" : $11; found = 1 }
  END { if (!found) { print "e2label: No such file or directory while trying to open /dev/" device > "/dev/stderr"; exit 1 } }' /dev/.lab/state/partitions
