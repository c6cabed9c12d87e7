# shellcheck shell=sh
# sfdisk -d DISK from the partition list.
[ "$1" = -d ] || exit 1
disk=${2#/dev/}
disk=$(readlink -f "$2" 2>/dev/null || echo "$2")
disk=${disk#/dev/}
exec /dev/.lab/machine/bin/gawk -F '\t' -v disk="$disk" '
  BEGIN { print "# partition table of /dev/" disk "\nunit: sectors\n" }
  $2 == "part" && $7 == disk { printf "/dev/%s : start=%9d, size=%9d, Id=%s\n", $1, $3, $4, $5 == "dos" ? $6 : "ee" }' /dev/.lab/state/partitions
