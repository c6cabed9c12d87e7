# shellcheck shell=sh
# multipath -ll and -l: what the state file holds, nothing when no map is there.
case $1 in -ll | -l) [ -r /dev/.lab/state/multipath ] && exec /bin/cat /dev/.lab/state/multipath ;; esac
exit 0
