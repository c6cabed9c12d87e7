# shellcheck shell=sh
# fdisk -l from the partition list.
[ "$1" = -l ] || exit 1
exec /dev/.lab/machine/bin/gawk -F '\t' '
  $2 == "disk" {
    printf "\nDisk /dev/%s: %.1f GB, %d bytes\n255 heads, 63 sectors/track, %d cylinders, total %d sectors\nUnits = sectors of 1 * 512 = 512 bytes\n\n", $1, $4 * 512 / 1e9, $4 * 512, $4 / 16065, $4
    printf "   Device Boot      Start         End      Blocks   Id  System\n"
  }
  $2 == "part" { printf "/dev/%-8s %12d %11d %11d   %s  %s\n", $1, $3, $3 + $4 - 1, $4 / 2, $5 == "dos" ? $6 : "ee", $5 == "dos" ? "Linux" : "GPT" }' /dev/.lab/state/partitions
