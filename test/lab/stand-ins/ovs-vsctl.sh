# shellcheck shell=sh
# ovs-vsctl list-br and list-ports BRIDGE from a table: bridge, ports.
[ -r /dev/.lab/state/net/vswitch ] || { echo 'ovs-vsctl: unix:/var/run/openvswitch/db.sock: database connection failed (No such file or directory)' >&2; exit 1; }
case $1 in
  list-br) exec /dev/.lab/machine/bin/gawk '{ print $1 }' /dev/.lab/state/net/vswitch ;;
  list-ports) exec /dev/.lab/machine/bin/gawk -v bridge="$2" '$1 == bridge { for (i = 2; i <= NF; i++) print $i }' /dev/.lab/state/net/vswitch ;;
esac
exit 1
