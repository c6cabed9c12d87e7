# shellcheck shell=sh
# blockdev --getsize64 and --getsz from the partition list.
exec /dev/.lab/machine/bin/gawk -F '\t' -v wanted="$1" -v device="$2" '
  "/dev/" $1 == device { print wanted == "--getsize64" ? $4 * 512 : $4; found = 1 }
  END { if (!found) { print device ": No such file or directory" > "/dev/stderr"; exit 1 } }' /dev/.lab/state/partitions
