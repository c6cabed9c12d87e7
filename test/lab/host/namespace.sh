#!/bin/sh
# Process 1 of the lab's own mount, pid and host name space: mounts the root file system as /dev/sda1, puts /proc, /sys, /dev
# and the lab's machinery in place, then becomes the command it is given, inside that root. Nothing outlives the namespace.
# Usage: namespace.sh LAB MACHINE STATE HOSTNAME COMMAND [ARGUMENT...]
set -eu
lab=$1 machine=$2 state=$3
hostname "$4"
shift 4
mount --make-rprivate /

# The lab's /dev. It also covers this machine's own for a moment: /proc/mounts shows devices by the path they were mounted from.
stage=$lab/stage root=$lab/inner
mkdir -p "$stage" "$root"
mount -t tmpfs -o mode=755 udev "$stage"
for node in null:3 zero:5 full:7 random:8 urandom:9; do
  mknod -m 666 "$stage/${node%:*}" c 1 "${node#*:}"
done
mknod -m 666 "$stage/tty" c 5 0
mkdir -p "$stage/.lab/machine" "$stage/.lab/state" "$stage/.lab/proc" "$stage/pts" "$stage/shm"
while read -r kind name first second; do
  mkdir -p "$(dirname "$stage/$name")"
  case $kind in
    b) mknod -m 660 "$stage/$name" b "$first" "$second" ;;
    l) ln -s "$first" "$stage/$name" ;;
  esac
done <"$state/dev"
backing=$(mountpoint -d "$lab/root")
rm -f "$stage/sda1"
mknod -m 660 "$stage/sda1" b "${backing%:*}" "${backing#*:}"
while read -r name major minor; do
  if [ -e "$stage/$name" ]; then
    rm -f "$stage/$name"
    mknod -m 660 "$stage/$name" b "$major" "$minor"
  fi
done <"$lab/devices"
mount --bind "$stage" /dev
mount -t ext3 /dev/sda1 "$root"

mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t tmpfs -o mode=755,nosuid sysfs "$root/sys"
cp -a "$state/sys/." "$root/sys/"
mount --bind "$stage" "$root/dev"
mount --bind "$machine" "$root/dev/.lab/machine"
mount -o remount,bind,ro "$root/dev/.lab/machine"
mount --bind "$state" "$root/dev/.lab/state"
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$stage/ptmx"
ln -s /proc/self/fd "$stage/fd"
ln -s /proc/self/fd/0 "$stage/stdin"
ln -s /proc/self/fd/1 "$stage/stdout"
ln -s /proc/self/fd/2 "$stage/stderr"

# The kernel's own lists are those of this machine; these are the host's. What the kernel does not have cannot be covered.
cp "$state"/proc/* "$stage/.lab/proc/"
for name in "$stage"/.lab/proc/*; do
  entry=$root/proc/${name##*/}
  if [ -e "$entry" ]; then mount --bind "$name" "$entry"; fi
done
mount -t tmpfs -o mode=755 none "$root/run"
mkdir "$root/run/sshd"
# Extra mounts of a drift: MOUNTPOINT SOURCE OPTIONS [FOLDER with its content]
while read -r point source options content; do
  mount -t tmpfs -o "$options" "$source" "$root$point"
  if [ -n "$content" ]; then cp -a "$state/$content/." "$root$point/"; fi
done <"$state/mounts"
cd "$root"
exec chroot "$root" "$@"
