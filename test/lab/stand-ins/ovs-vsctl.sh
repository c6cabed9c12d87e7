# shellcheck shell=sh
# ovs-vsctl show, list-br, list-ports BRIDGE and `list TABLE [-- list TABLE]...`, from a table: bridge, ports. The tables of
# controllers, mirrors and the like hold what the state file of that name holds, mostly nothing.
T=/dev/.lab/state/net/vswitch
while :; do
  case $1 in --timeout=* | -t* | --*) shift ;; *) break ;; esac
done
[ -r $T ] || {
  echo 'ovs-vsctl: unix:/var/run/openvswitch/db.sock: database connection failed (No such file or directory)' >&2
  exit 1
}
case $1 in
  list-br) exec /dev/.lab/machine/bin/gawk '{ print $1 }' $T ;;
  list-ports) exec /dev/.lab/machine/bin/gawk -v bridge="$2" '$1 == bridge { for (i = 2; i <= NF; i++) print $i }' $T ;;
  show)
    exec /dev/.lab/machine/bin/gawk '
      BEGIN { print "0f0f0f0f-1111-4222-8333-444444444444" }
      {
        printf "    Bridge \"%s\"\n        fail_mode: standalone\n", $1
        for (i = 1; i <= NF; i++) printf "        Port \"%s\"\n            Interface \"%s\"%s\n", $i, $i, i == 1 ? "\n                type: internal" : ""
      }
      END { print "    ovs_version: \"2.1.3\"" }' $T
    ;;
  list)
    for word; do
      [ -r "$T.$word" ] && /bin/cat "$T.$word"
    done
    exit 0
    ;;
esac
echo "ovs-vsctl: unknown command '$1'; use --help for help" >&2
exit 1
