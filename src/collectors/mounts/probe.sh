# File systems: what is mounted, what fstab asks for, swap, exports, automounter maps.
part_mounts_tables() {
  run mounts cat /proc/mounts
  if [ -r /proc/swaps ]; then run swaps cat /proc/swaps; fi
  show /etc/fstab /etc/mtab /etc/exports /etc/auto.* /etc/sysconfig/autofs
  # The file behind a loop device, where the kernel tells.
  printf '%s run loops\n' "$TOKEN"
  for mounts_file in /sys/block/loop*/loop/backing_file; do
    if [ ! -r "$mounts_file" ]; then continue; fi
    mounts_backing=
    read -r mounts_backing <"$mounts_file"
    mounts_loop=${mounts_file#/sys/block/}
    printf '%s\t%s\t%s\n' "$FRAME" "${mounts_loop%%/*}" "$mounts_backing"
  done
  printf '\n%s end 0\n' "$TOKEN"
  set --
  for mounts_dir in /dev/disk/by-label /dev/disk/by-uuid; do
    if [ -d "$mounts_dir" ]; then set -- "$@" "$mounts_dir/"; fi
  done
  if [ $# -gt 0 ]; then run labels find "$@" -type l -printf "$FRAME\t%l\t%p\n"; fi
}

# Sizes of local file systems only: a dead file server would hold df for ever.
part_mounts_space() {
  run df df -P -k -l
}
