# What asks the kernel and the files, and cannot wait for a disk.
part_storage_state() {
  show /etc/multipath.conf /etc/multipath.xenserver/* /etc/multipath/conf.d/*.conf /etc/multipath/bindings /etc/multipath/wwids \
    /var/lib/multipath/bindings /etc/multipath-enabled.conf /etc/multipath-disabled.conf /etc/mpp.conf \
    /etc/iscsi/iscsid*.conf /etc/iscsi/initiatorname.iscsi /etc/lvm/lvm.conf /etc/lvm/master/lvm.conf \
    /etc/mdadm.conf /etc/mdadm/mdadm.conf /etc/drbd.conf /etc/drbd.d/* /etc/fcoe/*
  run inventory storage_inventory
  run disks storage_disks
  run mounts cat /proc/self/mountinfo
  if [ -r /proc/mdstat ]; then run mdstat cat /proc/mdstat; fi
  if [ -r /proc/drbd ]; then run drbd cat /proc/drbd; fi
  set --
  for storage_dir in /dev/disk /dev/mapper /dev/md; do
    if [ -d "$storage_dir" ]; then set -- "$@" "$storage_dir"; fi
  done
  if [ $# -gt 0 ]; then run links find "$@" -type l -printf "$FRAME\t%p\t//\t%l\n"; fi
  run fabrics storage_fabrics
  set --
  for storage_dir in /etc/iscsi/nodes /var/lib/iscsi/nodes; do
    if [ -d "$storage_dir" ]; then set -- "$@" "$storage_dir"; fi
  done
  if [ $# -gt 0 ]; then run nodes find "$@" -mindepth 2 -maxdepth 2 -printf "$FRAME\t%p\n"; fi
  if [ -h /etc/multipath.conf ]; then run multipath.conf readlink -f /etc/multipath.conf; fi
}

# The disk that the host was installed on and its backup partition: as the inventory names them, and what that leads to.
storage_inventory() {
  if [ ! -r /etc/xensource-inventory ]; then return 0; fi
  while read -r storage_line; do
    case $storage_line in
    PRIMARY_DISK=* | BACKUP_PARTITION=*) ;;
    *) continue ;;
    esac
    storage_path=${storage_line#*=}
    storage_path=${storage_path#\'}
    storage_path=${storage_path%\'}
    case $storage_path in
    /*) printf '%s\t%s\t%s\n' "${storage_line%%=*}" "$storage_path" "$(readlink -f "$storage_path")" ;;
    *) printf '%s\t%s\t\n' "${storage_line%%=*}" "$storage_path" ;;
    esac
  done </etc/xensource-inventory
}

# One record a line, read by the shell itself: `disk` name device-number sectors removable vendor model,
# `part` disk name device-number number start sectors, `dm` name device-number sectors dm-name dm-uuid slaves.
storage_disks() {
  for storage_dir in /sys/block/*; do
    storage_name=${storage_dir##*/}
    case $storage_name in
    '*' | ram[0-9]* | loop[0-9]* | fd[0-9]* | sr[0-9]* | zram[0-9]* | nbd[0-9]* | td[a-z]*) continue ;;
    dm-[0-9]*)
      storage_mapping "$storage_dir"
      continue
      ;;
    esac
    storage_read "$storage_dir/dev"
    storage_dev=$storage_value
    storage_read "$storage_dir/size"
    storage_size=$storage_value
    storage_read "$storage_dir/removable"
    storage_removable=$storage_value
    storage_read "$storage_dir/device/vendor"
    storage_vendor=$storage_value
    storage_read "$storage_dir/device/model"
    printf 'disk\t%s\t%s\t%s\t%s\t%s\t%s\n' "$storage_name" "$storage_dev" "$storage_size" "$storage_removable" \
      "$storage_vendor" "$storage_value"
    for storage_part in "$storage_dir/$storage_name"*; do
      if [ ! -f "$storage_part/size" ]; then continue; fi
      storage_read "$storage_part/dev"
      storage_dev=$storage_value
      storage_read "$storage_part/partition"
      storage_number=$storage_value
      storage_read "$storage_part/start"
      storage_start=$storage_value
      storage_read "$storage_part/size"
      printf 'part\t%s\t%s\t%s\t%s\t%s\t%s\n' "$storage_name" "${storage_part##*/}" "$storage_dev" "$storage_number" \
        "$storage_start" "$storage_value"
    done
  done
}

storage_mapping() {
  storage_read "$1/dev"
  storage_dev=$storage_value
  storage_read "$1/size"
  storage_size=$storage_value
  storage_read "$1/dm/name"
  storage_number=$storage_value
  storage_read "$1/dm/uuid"
  storage_slaves=
  for storage_part in "$1"/slaves/*; do
    case ${storage_part##*/} in
    '*') ;;
    *) storage_slaves="$storage_slaves ${storage_part##*/}" ;;
    esac
  done
  printf 'dm\t%s\t%s\t%s\t%s\t%s\t%s\n' "${1##*/}" "$storage_dev" "$storage_size" "$storage_number" "$storage_value" \
    "$storage_slaves"
}

# The first line of a file of sysfs, without the blanks around it.
storage_read() {
  storage_value=
  if [ -r "$1" ]; then read -r storage_value <"$1" 2>/dev/null || :; fi
}

# What reads from disks: each command has its own limit, so that a dead disk costs what lies on it.
part_storage_devices() {
  storage_tables
  storage_labels
  storage_lvm
  # -l asks the kernel and sysfs only; -ll would read from every path.
  if [ -e /var/run/multipathd.pid ]; then run multipath within 15 multipath -l; fi
  storage_sr_mounts
}

# The table of every disk, each within ten seconds; of a multipathed disk once, by its map. The primary disk comes first.
storage_tables() {
  storage_primary=
  if [ -r /etc/xensource-inventory ]; then
    while read -r storage_line; do
      case $storage_line in
      PRIMARY_DISK=*)
        storage_primary=${storage_line#*=}
        storage_primary=${storage_primary#\'}
        storage_primary=${storage_primary%\'}
        ;;
      esac
    done </etc/xensource-inventory
  fi
  case $storage_primary in
  *[!A-Za-z0-9/_.:+@-]*) storage_primary= ;;
  /dev/disk/* | /dev/md/*) storage_primary=$(readlink -f "$storage_primary") ;;
  esac
  case $storage_primary in
  /dev/*) storage_table "${storage_primary##*/}" "$storage_primary" ;;
  esac
  storage_count=0
  for storage_dir in /sys/block/*; do
    storage_name=${storage_dir##*/}
    storage_device=/dev/$storage_name
    case $storage_name in
    '*' | ram[0-9]* | loop[0-9]* | fd[0-9]* | sr[0-9]* | zram[0-9]* | nbd[0-9]* | td[a-z]*) continue ;;
    dm-[0-9]*)
      storage_read "$storage_dir/dm/uuid"
      case $storage_value in
      mpath-*) storage_read "$storage_dir/dm/name" ;;
      *) continue ;;
      esac
      storage_device=/dev/mapper/$storage_value
      ;;
    *!*) storage_device=/dev/${storage_name%%!*}/${storage_name#*!} ;;
    esac
    if [ "$storage_device" = "$storage_primary" ] || storage_is_path "$storage_dir"; then continue; fi
    storage_read "$storage_dir/size"
    case $storage_value in
    '' | 0) continue ;;
    esac
    if [ ! -e "$storage_device" ]; then
      gap not-collected "$storage_device" 'what its partition table holds; it has no device node'
      continue
    fi
    storage_count=$((storage_count + 1))
    if [ "$storage_count" -gt 256 ]; then
      gap too-large "$storage_device" 'only the tables of the first 256 disks were read'
      break
    fi
    storage_table "$storage_name" "$storage_device"
  done
}

# True for a disk that is one path of a multipath map.
storage_is_path() {
  for storage_holder in "$1"/holders/dm-*; do
    storage_read "$storage_holder/dm/uuid"
    case $storage_value in
    mpath-*) return 0 ;;
    esac
  done
  return 1
}

# The first sectors as they are: that needs no tool and opens the disk for reading only. Where they hold a DOS table, sfdisk knows the
# logical partitions too. sgdisk opens a disk for writing even to print, so it is asked only where no sector can be read.
storage_table() {
  storage_read "/sys/block/$1/queue/hw_sector_size"
  case $storage_value in
  4096) ;;
  *) storage_value=512 ;;
  esac
  storage_sectors=$(within 10 storage_read_sectors "$storage_value" "$2")
  storage_status=$?
  if [ -n "$storage_sectors" ] || [ "$storage_status" -gt 128 ]; then
    run "sectors-$storage_value $2" storage_print "$storage_sectors"
  elif [ -e "$2" ] && have sgdisk; then
    storage_text=$(within 10 sgdisk -p "$2")
    storage_status=$?
    run "sgdisk $2" storage_print "$storage_text"
    for storage_number in 1 2 3 4 5 6 7 8; do
      case $2:$storage_text in
        "$storage_primary":*"$STORAGE_NEWLINE   $storage_number "*)
          run "sgdisk-info-$storage_number $2" within 10 sgdisk -i "$storage_number" "$2"
          ;;
      esac
    done
  fi
  case $storage_sectors in
    *' 45 46 49 20 50 41 52 54 '*) ;;
    *' 55 aa'* | '')
      if [ "$storage_status" -le 128 ] && have sfdisk; then run "sfdisk $2" within 10 sfdisk -d "$2"; fi
      ;;
  esac
}

storage_read_sectors() {
  dd if="$2" bs="$1" count=10 2>/dev/null | od -v -A n -t x1
}

storage_print() {
  printf '%s\n' "$1"
  return "$storage_status"
}

STORAGE_NEWLINE='
'

# -c /dev/null: no cache is read or written. The devices are named, so that no other one is touched.
storage_labels() {
  set --
  for storage_dir in /sys/block/*; do
    case ${storage_dir##*/} in
    '*' | ram[0-9]* | loop[0-9]* | fd[0-9]* | sr[0-9]* | zram[0-9]* | nbd[0-9]* | td[a-z]* | dm-[0-9]*) continue ;;
    esac
    if storage_is_path "$storage_dir"; then continue; fi
    for storage_part in "$storage_dir/${storage_dir##*/}"*; do
      storage_name=${storage_part##*/}
      storage_device=/dev/$storage_name
      case $storage_name in
      *!*) storage_device=/dev/${storage_name%%!*}/${storage_name#*!} ;;
      esac
      if [ -b "$storage_device" ] && [ $# -lt 256 ]; then set -- "$@" "$storage_device"; fi
    done
  done
  for storage_device in /dev/mapper/*-part[0-9]* /dev/mapper/*p[0-9]; do
    if [ -b "$storage_device" ] && [ $# -lt 256 ]; then set -- "$@" "$storage_device"; fi
  done
  if [ $# -gt 0 ] && have blkid; then run blkid within 20 blkid -c /dev/null "$@"; fi
}

# Read-only locking (type 4) takes no lock file and forbids every change of metadata; no device cache, no backup and no archive is
# written. vgs is not asked, because it renews the backup of metadata that it finds to be old: pvs knows the same.
storage_lvm() {
  LVM_SUPPRESS_FD_WARNINGS=1
  export LVM_SUPPRESS_FD_WARNINGS
  storage_config='global { locking_type = 4 metadata_read_only = 1 } devices { write_cache_state = 0 } backup { backup = 0 archive = 0 }'
  if ! have pvs; then
    gap missing-tool pvs 'which volume groups there are'
    return 0
  fi
  run pvs within 40 pvs --config "$storage_config" --noheadings --nosuffix --units b --separator '|' \
    -o pv_name,pv_size,pv_free,vg_name,vg_uuid,vg_size,vg_free
  run lvs within 40 lvs --config "$storage_config" --noheadings --nosuffix --units b --separator '|' \
    -o vg_name,lv_name,lv_uuid,lv_size,lv_attr
}

# `session` number target state, `connection` number address port, `fc` host port-name node-name state.
storage_fabrics() {
  for storage_dir in /sys/class/iscsi_session/session*; do
    if [ ! -e "$storage_dir/targetname" ]; then continue; fi
    storage_read "$storage_dir/targetname"
    storage_name=$storage_value
    storage_read "$storage_dir/state"
    printf 'session\t%s\t%s\t%s\n' "${storage_dir##*/session}" "$storage_name" "$storage_value"
  done
  for storage_dir in /sys/class/iscsi_connection/connection*; do
    if [ ! -e "$storage_dir/persistent_address" ]; then continue; fi
    storage_read "$storage_dir/persistent_address"
    storage_name=$storage_value
    storage_read "$storage_dir/persistent_port"
    printf 'connection\t%s\t%s\t%s\n' "${storage_dir##*/connection}" "$storage_name" "$storage_value"
  done
  for storage_dir in /sys/class/fc_host/host*; do
    if [ ! -e "$storage_dir/port_name" ]; then continue; fi
    storage_read "$storage_dir/port_name"
    storage_name=$storage_value
    storage_read "$storage_dir/node_name"
    storage_dev=$storage_value
    storage_read "$storage_dir/port_state"
    printf 'fc\t%s\t%s\t%s\t%s\n' "${storage_dir##*/}" "$storage_name" "$storage_dev" "$storage_value"
  done
}

# Local storage repositories with a file system: their size, and what lies at their top. Those of the network are not touched.
storage_sr_mounts() {
  set --
  while read -r storage_device storage_path storage_rest; do
    case $storage_device in
    /dev/*) ;;
    *) continue ;;
    esac
    case $storage_path in
    *\\*) ;;
    /var/run/sr-mount/* | /run/sr-mount/*) set -- "$@" "$storage_path" ;;
    esac
  done </proc/mounts
  if [ $# -eq 0 ]; then return 0; fi
  run space within 15 df -P -k "$@"
  run tops within 20 find "$@" -xdev -mindepth 1 -maxdepth 1 -printf "$FRAME\t%y\t%s\t%p\n"
}
