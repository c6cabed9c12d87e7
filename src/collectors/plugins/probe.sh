# What stands in the folders by which a dom0 is extended: one walk over those that exist. No path holds the `//` before the
# target of a link.
part_plugins_files() {
  show /etc/firstboot.d/data/*.conf
  set --
  for plugins_path in /etc/xapi.d /opt/xensource/sm /etc/xensource/scripts /etc/xensource/bugtool /etc/xensource/master.d \
    /opt/xensource/libexec /usr/lib/xsconsole/plugins-* /usr/lib64/xsconsole/plugins-* /etc/firstboot.d \
    /etc/dhclient-*hooks /etc/dhclient.d /etc/dhclient-*.d /etc/dhcp/dhclient.d /etc/dhcp/dhclient-*.d /etc/dhcp/dhclient-*hooks \
    /sbin/ifup-local /sbin/ifdown-local /sbin/ifup-pre-local /sbin/ifdown-pre-local; do
    if [ -e "$plugins_path" ] || [ -h "$plugins_path" ]; then set -- "$@" "$plugins_path"; fi
  done
  if [ $# -eq 0 ]; then return 0; fi
  run list find "$@" -xdev -path /etc/firstboot.d/log -prune -o -printf "$FRAME\t%y\t%m\t%s\t%Y\t%p\t//\t%l\n"
}
