/** A face of the lab: which release its host looks like. Values are made up unless a public document gives them. */
export interface Face {
  readonly name: FaceName;
  /** The distribution below it: CentOS 5 or CentOS 7. */
  readonly series: Series;
  readonly productVersion: string;
  readonly build: string;
  readonly platformVersion: string;
  readonly kernel: string;
  /** LINUX_KABI_VERSION; from 6.5 on. */
  readonly kabi: string | null;
  readonly kernelShort: string;
  readonly xen: string;
  readonly machine: 'x86_64' | 'i686';
  /** Architecture of its ordinary packages. */
  readonly arch: string;
  readonly lib: '/lib64' | '/lib';
  readonly usrLib: '/usr/lib64' | '/usr/lib';
  /** Where xapi keeps its state. */
  readonly xapiState: '/var/lib/xcp' | '/var/xapi';
  readonly codeName: string;
  /** Column of data/product-paths.txt. */
  readonly pathColumn: 2 | 3 | 4;
  /** When the host was installed, and when its packages were built; seconds since 1970. */
  readonly installedAt: number;
  readonly builtAt: number;
}

export type FaceName = '6.5' | '6.2' | '7.0';
export type Series = 'el5' | 'el7';

const seconds = (iso: string): number => Date.parse(iso) / 1000;

export const FACES: Readonly<Record<FaceName, Face>> = {
  '6.5': {
    name: '6.5',
    series: 'el5',
    productVersion: '6.5.0',
    build: '90233c',
    platformVersion: '1.9.0',
    kernel: '3.10.0+2',
    kabi: '3.10.0+2',
    kernelShort: '3.10-xen',
    xen: '4.4.1',
    machine: 'x86_64',
    arch: 'x86_64',
    lib: '/lib64',
    usrLib: '/usr/lib64',
    xapiState: '/var/lib/xcp',
    codeName: 'creedence',
    pathColumn: 3,
    installedAt: seconds('2015-03-11T09:41:07Z'),
    builtAt: seconds('2014-12-12T14:20:00Z'),
  },
  '6.2': {
    name: '6.2',
    series: 'el5',
    productVersion: '6.2.0',
    build: '70446c',
    platformVersion: '1.8.0',
    kernel: '2.6.32.43-0.4.1.xs1.8.0.835.170778xen',
    kabi: null,
    kernelShort: '2.6-xen',
    xen: '4.1.5',
    machine: 'i686',
    arch: 'i386',
    lib: '/lib',
    usrLib: '/usr/lib',
    xapiState: '/var/xapi',
    codeName: 'clearwater',
    pathColumn: 2,
    installedAt: seconds('2013-09-04T11:22:33Z'),
    builtAt: seconds('2013-06-14T10:05:00Z'),
  },
  '7.0': {
    name: '7.0',
    series: 'el7',
    productVersion: '7.0.0',
    build: '125380c',
    platformVersion: '2.1.0',
    kernel: '3.10.0+10',
    kabi: '3.10.0+10',
    kernelShort: '3.10-xen',
    xen: '4.6.1',
    machine: 'x86_64',
    arch: 'x86_64',
    lib: '/lib64',
    usrLib: '/usr/lib64',
    xapiState: '/var/lib/xcp',
    codeName: 'dundee',
    pathColumn: 4,
    installedAt: seconds('2016-06-08T08:12:44Z'),
    builtAt: seconds('2016-05-10T11:02:00Z'),
  },
};
