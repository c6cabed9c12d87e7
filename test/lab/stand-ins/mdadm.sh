# shellcheck shell=sh
# mdadm --detail --scan from the state file.
case "$*" in *--scan* | *-s*) [ -r /dev/.lab/state/md ] && exec /bin/cat /dev/.lab/state/md ;; esac
exit 0
