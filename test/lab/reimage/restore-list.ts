/**
 * What the installer of XenServer 7.0 copies from the old root into the new one, in its order: xenserver/host-installer upgrade.py at
 * f7a21a1 and at 0307b2a, which have the same list. Paths have no leading slash. Written for the lab alone: the product has its own.
 */
export type Restored =
  /** A path, if it is there. */
  | { readonly path: string }
  /** What lies in a folder: all of it, or the entries whose path (`etc/ssh/moduli`) matches from its start on. */
  | { readonly within: string; readonly like?: RegExp }
  | { readonly path: string; readonly as: string };

export const RESTORED: readonly Restored[] = [
  { path: 'etc/xensource/ptoken' },
  { path: 'etc/xensource/pool.conf' },
  { path: 'etc/xensource/xapi-ssl.pem' },
  { within: 'etc/ssh', like: /[^\n]*\/ssh_host_[^\n]+/y },
  { path: 'etc/sysconfig/network' },
  { path: 'var/lib/xcp/network.dbcache' },
  { path: 'var/xapi/network.dbcache', as: 'var/lib/xcp/network.dbcache' },
  { within: 'etc/sysconfig/network-scripts', like: /[^\n]*\/ifcfg-[a-z0-9.]+/y },
  { path: 'var/lib/xcp/state.db' },
  { path: 'etc/xensource/license' },
  { path: 'var/xapi/state.db', as: 'var/lib/xcp/state.db' },
  { within: 'etc/firstboot.d/data', like: /[^\n]*[^\n]conf/y },
  { path: 'etc/xensource/syslog.conf' },
  { path: 'etc/xensource-inventory', as: 'var/tmp/.previousInventory' },
  { path: 'etc/resolv.conf' },
  { path: 'etc/nsswitch.conf' },
  { path: 'etc/krb5.conf' },
  { path: 'etc/krb5.keytab' },
  { path: 'etc/pam.d/sshd' },
  { within: 'var/lib/likewise' },
  { within: 'var/lib/pbis', like: /[^\n]*\/krb5[^\n]+/y },
  { within: 'var/lib/pbis', like: /[^\n]*\/[^\n]+\.xml/y },
  { within: 'var/lib/pbis/db' },
  { path: 'var/xapi/lpe-cache', as: 'var/lib/xcp/lpe-cache' },
  { path: 'var/xapi/blobs', as: 'var/lib/xcp/blobs' },
  { path: 'etc/sysconfig/mkinitrd.latches' },
  { within: 'etc/sysconfig/network-scripts/interface-rename-data' },
  { within: 'etc/sysconfig/network-scripts/interface-rename-data/.from_install' },
  { within: 'root/.ssh' },
  { path: 'var/xapi/networkd.db', as: 'var/lib/xcp/networkd.db' },
  { path: 'var/lib/xcp/networkd.db' },
  { path: 'etc/pygrub/rules.d/oracle-5.6' },
  { path: 'etc/multipath.conf', as: 'etc/multipath.conf.bak' },
  { path: 'etc/locale.conf' },
  { path: 'etc/machine-id' },
  { path: 'etc/vconsole.conf' },
  { path: 'etc/sysconfig/logrotate' },
  { path: 'etc/mdadm.conf' },
];
