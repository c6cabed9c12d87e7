# shellcheck shell=sh
# tune2fs -l DEVICE from the partition list.
[ "$1" = -l ] || exit 1
device=$(readlink -f "$2")
echo 'tune2fs 1.39 (29-May-2006)'
exec /dev/.lab/machine/bin/gawk -F '\t' -v device="${device#/dev/}" '
  $1 == device && $12 ~ /^ext/ {
    printf "Filesystem volume name:   %s\nFilesystem UUID:          %s\nFilesystem magic number:  0xEF53\nFilesystem state:         clean\nBlock count:              %d\nBlock size:               4096\n", $11, $13, $4 / 8
    found = 1
  }
  END { if (!found) { print "tune2fs: Bad magic number in super-block while trying to open /dev/" device; exit 1 } }' /dev/.lab/state/partitions
