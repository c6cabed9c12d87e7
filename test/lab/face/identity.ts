/** Names and numbers of the lab's one host. All are made up; addresses are from the documentation range. */
export const HOST = {
  hostname: 'lab-dom0',
  domain: 'example.test',
  installationUuid: '5f1c2d6e-3b0a-4c57-9a3e-0c1d2e3f4a5b',
  controlDomainUuid: 'a4b7c8d9-1e2f-4a3b-8c5d-6e7f8091a2b3',
  poolUuid: '0d9e8f7a-6b5c-4d3e-a2f1-0918273645ab',
  rootLabel: 'root-qwmzrtkd',
  disk: 'scsi-36001405aaaabbbbccccddddeeeeffff0',
  vgName: 'XSLocalEXT-6b1f1d0c-5a77-4f5e-9d43-2f3a4b5c6d7e',
  localSr: '6b1f1d0c-5a77-4f5e-9d43-2f3a4b5c6d7e',
  address: '192.0.2.17',
  netmask: '255.255.255.0',
  gateway: '192.0.2.1',
  dns: ['192.0.2.53', '192.0.2.54'],
  ntp: ['ntp1.example.test', 'ntp2.example.test'],
  macs: ['00:16:3e:5a:00:01', '00:16:3e:5a:00:02'],
  iqn: 'iqn.2015-03.test.example:0a1b2c3d',
} as const;

/** Passwords of the lab's accounts; they open nothing but the lab. */
export const PASSWORDS = { root: 'lab-root-password', labadmin: 'lab-admin-password' } as const;

/** md5-crypt hashes of the same, as a CentOS 5 shadow file holds them. */
export const PASSWORD_HASHES = {
  root: '$1$dom0labs$0htQz10haDWNf3BemzERj0',
  labadmin: '$1$dom0labs$lIuq6rWI6JEBJCwxCIXcB/',
} as const;
