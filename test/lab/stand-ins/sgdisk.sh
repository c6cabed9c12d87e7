# shellcheck shell=sh
# sgdisk -p DISK and sgdisk -i NUMBER DISK from the partition list.
action=$1
number=0
case $action in
  -p | --print) disk=$2 ;;
  -i | --info) number=$2 disk=$3 ;;
  --info=*) number=${action#*=} disk=$2 ;;
  *) exit 1 ;;
esac
disk=$(readlink -f "$disk")
exec /dev/.lab/machine/bin/gawk -F '\t' -v disk="${disk#/dev/}" -v number="$number" '
  function size(sectors,   bytes) {
    bytes = sectors * 512
    return bytes >= 2 ^ 40 ? sprintf("%.1f TiB", bytes / 2 ^ 40) : bytes >= 2 ^ 30 ? sprintf("%.1f GiB", bytes / 2 ^ 30) : sprintf("%.1f MiB", bytes / 2 ^ 20)
  }
  # The file is read twice: what is free has to be known before the partitions are printed.
  NR == FNR {
    if ($1 == disk && $2 == "disk") free += $4 - 67
    if ($2 == "part" && $7 == disk) free -= $4
    next
  }
  $1 == disk && $2 == "disk" {
    known = 1
    if (number == 0) {
      printf "Disk /dev/%s: %d sectors, %s\nLogical sector size: 512 bytes\nDisk identifier (GUID): %s\n", disk, $4, size($4), $6
      printf "Partition table holds up to 128 entries\nFirst usable sector is 34, last usable sector is %d\n", $4 - 34
      printf "Partitions will be aligned on 2048-sector boundaries\nTotal free space is %d sectors (%s)\n\nNumber  Start (sector)    End (sector)  Size       Code  Name\n", free, size(free)
    }
  }
  $2 == "part" && $7 == disk {
    n = substr($1, length(disk) + 1)
    sub(/^p/, "", n)
    if (number == 0) printf "%4d %15d %15d   %-10s %s  %s\n", n, $3, $3 + $4 - 1, size($4), $6, $9
    else if (n == number) {
      printf "Partition GUID code: %s (%s)\nPartition unique GUID: %s\n", $8, $6 == "8E00" ? "Linux LVM" : "Microsoft basic data", $10
      printf "First sector: %d (at %s)\nLast sector: %d (at %s)\nPartition size: %d sectors (%s)\nAttribute flags: 0000000000000000\nPartition name: \x27%s\x27\n", $3, size($3), $3 + $4 - 1, size($3 + $4 - 1), $4, size($4), $9
      shown = 1
    }
  }
  END {
    if (!known) { printf "Problem opening /dev/%s for reading! Error is 2.\nThe specified file does not exist!\n", disk; exit 2 }
    if (number != 0 && !shown) printf "Partition #%d does not exist.\n", number
  }' /dev/.lab/state/partitions /dev/.lab/state/partitions
