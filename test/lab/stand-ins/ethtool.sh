# shellcheck shell=sh
# ethtool -i, -k and plain, from a table: name, driver, version, firmware, bus, speed.
action=plain
case $1 in -i | -k | -g | -a) action=$1; shift ;; esac
exec /dev/.lab/machine/bin/gawk -F '\t' -v nic="$1" -v action="$action" '
  $1 == nic {
    found = 1
    if (action == "-i") printf "driver: %s\nversion: %s\nfirmware-version: %s\nbus-info: %s\n", $2, $3, $4, $5
    else if (action == "-k") printf "Offload parameters for %s:\nrx-checksumming: on\ntx-checksumming: on\nscatter-gather: on\ntcp segmentation offload: on\nudp fragmentation offload: off\ngeneric segmentation offload: on\nlarge-receive-offload: off\n", nic
    else printf "Settings for %s:\n\tSupports auto-negotiation: Yes\n\tSpeed: %s\n\tDuplex: Full\n\tLink detected: yes\n", nic, $6
  }
  END { if (!found) { print "Cannot get device settings: No such device" > "/dev/stderr"; exit 71 } }' /dev/.lab/state/nics
