import { directory, file, program } from '../tree/entry.ts';
import type { Drift, FoundTruth } from './drift.ts';

const unowned = (path: string): FoundTruth => ({ id: `file:${path}`, state: 'unowned' });
/** Each secret is a word of its own, so that a test can look for it in everything that left the host. */
const SECRET = {
  community: 'LabSnmpCommunityS3cret',
  snmpUser: 'LabSnmpUserS3cret',
  chap: 'LabChapPasswordS3cret',
  chapIn: 'LabChapInboundS3cret',
  script: 'LabScriptPasswordS3cret',
  mail: 'LabMailPasswordS3cret',
  ldap: 'LabLdapBindS3cret',
  cifs: 'LabCifsPasswordS3cret',
  cron: 'LabCronTokenS3cret',
  privateKey: 'TGFiUHJpdmF0ZUtleVMzY3JldExhYlByaXZhdGVLZXlTM2NyZXQ',
  url: 'LabUrlPasswordS3cret',
  vnc: 'LabVncPasswordS3cret',
  wlb: 'LabWlbPasswordS3cret',
} as const;

/** What an untouched host holds that must not leave it either. */
export const STOCK_SECRETS: readonly string[] = ['5e'.repeat(16), '$1$dom0labs$0htQz10haDWNf3BemzERj0'];

export const SECRET_DRIFTS: readonly Drift[] = [
  {
    name: 'secrets',
    description:
      'Passwords, communities, tokens and a private key in the files where administrators leave them.',
    secrets: Object.values(SECRET),
    apply: ({ edit, write, tree }) => {
      if (!tree.exists('/root/.ssh')) write(directory('/root/.ssh', { mode: 0o700 }));
      const key = `-----BEGIN RSA PRIVATE KEY-----\n${SECRET.privateKey}\n${SECRET.privateKey}\n-----END RSA PRIVATE KEY-----\n`;
      write(
        file('/root/.ssh/id_rsa', key, { mode: 0o600 }),
        file('/etc/pki/tls/private/site.key', key, { mode: 0o600 }),
        file(
          '/opt/site/bundle.pem',
          `-----BEGIN CERTIFICATE-----\nMIIBLabCertificate\n-----END CERTIFICATE-----\n${key}`,
        ),
        program(
          '/opt/site/export.sh',
          `#!/bin/sh\nPASSWORD='${SECRET.script}'\nxe -s pool.example.test -u root -pw ${SECRET.script} vm-list\ncurl -u backup:${SECRET.script} https://backup.example.test/\nmount -t cifs -o username=backup,password=${SECRET.cifs} //nas/iso /mnt/iso\nwget ftp://user:${SECRET.url}@ftp.example.test/x\n`,
        ),
        file('/root/.smbcredentials', `username=backup\npassword=${SECRET.cifs}\n`, { mode: 0o600 }),
        file('/root/.my.cnf', `[client]\npassword=${SECRET.script}\n`, { mode: 0o600 }),
        file('/root/.netrc', `machine ftp.example.test login user password ${SECRET.url}\n`, { mode: 0o600 }),
        file(
          '/etc/cron.d/site-token',
          `7 * * * * root /usr/bin/curl -H "X-Auth-Token: ${SECRET.cron}" https://monitor.example.test/ping\n`,
        ),
        file('/etc/ldap.secret', `${SECRET.ldap}\n`, { mode: 0o600 }),
        file('/root/.vnc/passwd', `${SECRET.vnc}\n`, { mode: 0o600 }),
        file('/etc/site-wlb.conf', `wlb_username = wlb\nwlb_password = ${SECRET.wlb}\n`),
      );
      const paths = [
        '/root/.ssh/id_rsa',
        '/etc/pki/tls/private/site.key',
        '/opt/site/bundle.pem',
        '/opt/site/export.sh',
        '/root/.smbcredentials',
        '/root/.my.cnf',
        '/root/.netrc',
        '/etc/cron.d/site-token',
        '/etc/ldap.secret',
        '/root/.vnc/passwd',
        '/etc/site-wlb.conf',
      ];
      return [
        ...paths.map(unowned),
        edit(
          '/etc/snmp/snmpd.conf',
          (text) =>
            `${text.replace('public', SECRET.community)}rocommunity ${SECRET.community} 198.51.100.0/24\ncreateUser monitor MD5 ${SECRET.snmpUser} DES ${SECRET.snmpUser}\n`,
          { config: true },
        ),
        edit(
          '/etc/iscsi/iscsid-default.conf',
          (text) =>
            text.replace(
              '#node.session.auth.username = username\n#node.session.auth.password = password',
              `node.session.auth.username = lab\nnode.session.auth.password = ${SECRET.chap}\nnode.session.auth.password_in = ${SECRET.chapIn}`,
            ),
          { config: true },
        ),
        edit('/etc/ssmtp/ssmtp.conf', (text) => `${text}AuthUser=lab\nAuthPass=${SECRET.mail}\n`, {
          config: true,
        }),
        edit('/etc/openldap/ldap.conf', (text) => `${text}bindpw ${SECRET.ldap}\n`, { config: true }),
        { id: 'cron:/etc/cron.d/site-token' },
      ];
    },
  },
];
