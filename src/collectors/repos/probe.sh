# Where packages come from: yum, its repositories and plug-ins, and the update client before it.
part_repos_yum() {
  show /etc/yum.conf /etc/yum.repos.d/*.repo /etc/yum/repos.d/*.repo /etc/yum/*.conf \
    /etc/yum/pluginconf.d/*.conf /etc/yum/vars/* /etc/sysconfig/rhn/up2date /etc/sysconfig/rhn/sources
}
