# Who the host is and what it was installed from: files that the installer itself reads, hotfix and pack records,
# the state of the root file system. Nothing below starts a program of XenServer.
# shellcheck disable=SC2016,SC2034 # awk text; read needs a name for what is left over
part_host_identity() {
  show /etc/xensource-inventory /etc/redhat-release /etc/xensource/pool.conf \
    /etc/sysconfig/network /etc/sysconfig/keyboard /etc/sysconfig/clock /etc/sysconfig/i18n \
    /etc/resolv.conf /etc/ntp.conf \
    /etc/xensource/installed-repos/*/XS-REPOSITORY /etc/xensource/installed-repos/*/XS-PACKAGES
  show /var/patch/applied/*
  run cmdline cat /proc/cmdline
  # Of several mounts on / the last one counts.
  host_root=
  while read -r host_device host_place host_type host_rest; do
    if [ "$host_place" = / ]; then host_root="$host_device $host_type"; fi
  done </proc/mounts
  printf '%s run root\n%s\n%s end 0\n' "$TOKEN" "$host_root" "$TOKEN"
  run uname uname -s -n -r -v -m
  run date date -u '+%Y-%m-%dT%H:%M:%SZ'
  run space df -P -k /
  run inodes df -P -i /
  # The installer looks for this text in the first line only; the rest of the file stays on the host.
  for host_db in /var/lib/xcp/local.db /var/xapi/local.db; do
    if [ -f "$host_db" ]; then
      run "ha-armed $host_db" awk '
        { print (index($0, "<row key=\"ha.armed\" value=\"true\"") ? "true" : "false"); exit }' "$host_db"
      break
    fi
  done
  set --
  for host_dir in /etc/xensource/installed-repos /var/patch/applied /var/preserve /sys/firmware/efi; do
    if [ -d "$host_dir" ]; then set -- "$@" "$host_dir/"; fi
  done
  if [ $# -gt 0 ]; then run entries find -L "$@" -maxdepth 1 -printf "$FRAME\t%y\t%Ts\t%p\n"; fi
  if [ -d /dev/disk/by-label ]; then run labels find /dev/disk/by-label/ -type l -printf "$FRAME\t%l\t%f\n"; fi
}
