# Network configuration as it lies in files, with the hooks that distributions and administrators add, and what is in force.
part_network_state() {
  show /etc/sysconfig/network /etc/sysconfig/network-scripts/ifcfg-* /etc/sysconfig/network-scripts/route-* \
    /etc/sysconfig/network-scripts/route6-* /etc/sysconfig/network-scripts/rule-* \
    /etc/sysconfig/network-scripts/rule6-* /etc/sysconfig/static-routes /etc/sysconfig/static-routes-ipv6 \
    /etc/sysconfig/network-scripts/interface-rename-data/* \
    /etc/sysconfig/network-scripts/interface-rename-data/.from_install/* \
    /etc/xensource/network.conf /var/lib/xcp/networkd.db /var/xapi/networkd.db \
    /etc/hosts /etc/resolv.conf /etc/host.conf /etc/hostname /etc/hosts.allow /etc/hosts.deny /etc/iproute2/rt_tables \
    /etc/sysconfig/iptables /etc/sysconfig/iptables-config /etc/sysconfig/ip6tables /etc/sysconfig/ip6tables-config \
    /etc/sysconfig/arptables /etc/sysconfig/ebtables /etc/sysconfig/ebtables-config \
    /sbin/ifup-local /sbin/ifdown-local /sbin/ifup-pre-local /sbin/ifdown-pre-local \
    /etc/dhclient.conf /etc/dhclient-*.conf /etc/dhcp/dhclient*.conf /etc/dhclient-*hooks /etc/udev/rules.d/*
  run dbcache network_dbcache
  run interfaces network_interfaces
  if [ -r /proc/net/vlan/config ]; then run vlans cat /proc/net/vlan/config; fi
  set -- /sys/class/net/*/device/driver
  if [ -e "$1" ]; then run drivers find "$@" -maxdepth 0 -printf '%p %l\n'; fi
  network_routes
  network_firewall
  network_switch
}

# Whether there is one is all that the installer asks.
network_dbcache() {
  for network_file in /var/lib/xcp/network.dbcache /var/xapi/network.dbcache; do
    if [ -f "$network_file" ]; then printf '%s\n' "$network_file"; fi
  done
}

# Interfaces other than those of virtual machines, from sysfs: one a line, read by the shell itself.
network_interfaces() {
  for network_dir in /sys/class/net/*; do
    network_name=${network_dir##*/}
    case $network_name in
    '*' | lo | vif[0-9]* | tap[0-9]* | bonding_masters) continue ;;
    esac
    network_mac=
    if [ -r "$network_dir/address" ]; then read -r network_mac <"$network_dir/address" || :; fi
    network_kind=other
    network_members=
    if [ -d "$network_dir/bonding" ]; then
      network_kind=bond
      read -r network_members <"$network_dir/bonding/slaves" || :
    elif [ -d "$network_dir/bridge" ]; then
      network_kind=bridge
      for network_port in "$network_dir"/brif/*; do
        case ${network_port##*/} in
        '*' | vif[0-9]* | tap[0-9]*) ;;
        *) network_members="$network_members ${network_port##*/}" ;;
        esac
      done
    elif [ -e "/proc/net/vlan/$network_name" ]; then
      network_kind=vlan
    elif [ -e "$network_dir/device" ]; then
      network_kind=physical
    fi
    printf '%s\t%s\t%s\t%s\n' "$network_kind" "$network_mac" "$network_name" "$network_members"
  done
}

network_routes() {
  if have ip; then
    run routes ip route show table all
    run rules ip rule show
    if [ -e /proc/net/if_inet6 ]; then run routes6 ip -6 route show table all; fi
  else
    run routes route -n
  fi
}

# iptables-save prints the tables that the kernel has and loads no module for another one; for those of bridges, whose
# command would, the list of modules is asked first.
network_firewall() {
  run iptables iptables-save
  run ip6tables ip6tables-save
  if [ ! -r /proc/modules ]; then return 0; fi
  while read -r network_module network_rest; do
    case $network_module in
    ebtable_filter) run ebtables:filter ebtables -t filter -L ;;
    ebtable_nat) run ebtables:nat ebtables -t nat -L ;;
    arptable_filter) run arptables:filter arptables -n -L ;;
    esac
  done </proc/modules
}

# The answer of ovs-vsctl to more than one question in one call; it waits five seconds at most.
network_switch() {
  network_backend=
  if [ -r /etc/xensource/network.conf ]; then read -r network_backend </etc/xensource/network.conf || :; fi
  case $network_backend in
  openvswitch | vswitch)
    run switch ovs-vsctl --timeout=5 show
    run switch-extras ovs-vsctl --timeout=5 list Controller -- list Mirror -- list QoS -- list NetFlow -- list sFlow
    ;;
  esac
}
