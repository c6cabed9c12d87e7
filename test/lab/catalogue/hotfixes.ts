import type { FaceName } from '../face/face.ts';

/** A hotfix of the stock host. Names and numbers are made up. */
export interface Hotfix {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  /** Seconds since 1970. */
  readonly appliedAt: number;
  readonly packages: readonly string[];
}

const at = (iso: string): number => Date.parse(iso) / 1000;

export const HOTFIXES: Readonly<Record<FaceName, readonly Hotfix[]>> = {
  '7.0': [],
  '6.5': [
    {
      uuid: '11110000-aaaa-4bbb-8ccc-000000000001',
      name: 'XS65LAB001',
      description: 'Lab hotfix 1',
      appliedAt: at('2015-05-20T21:14:02Z'),
      packages: ['xapi-core', 'xapi-xe', 'sm'],
    },
    {
      uuid: '11110000-aaaa-4bbb-8ccc-000000000002',
      name: 'XS65LAB002',
      description: 'Lab hotfix 2',
      appliedAt: at('2015-09-02T20:40:31Z'),
      packages: ['openssl', 'bind-libs', 'glibc-common'],
    },
    {
      uuid: '11110000-aaaa-4bbb-8ccc-000000000003',
      name: 'XS65LAB003',
      description: 'Lab hotfix 3',
      appliedAt: at('2016-01-13T22:05:17Z'),
      packages: ['xen-hypervisor', 'xen-tools'],
    },
  ],
  '6.2': [
    {
      uuid: '22220000-aaaa-4bbb-8ccc-000000000001',
      name: 'XS62LAB001',
      description: 'Lab hotfix 1',
      appliedAt: at('2013-11-06T19:44:50Z'),
      packages: ['xapi-core', 'xapi-xe', 'sm'],
    },
    {
      uuid: '22220000-aaaa-4bbb-8ccc-000000000002',
      name: 'XS62LAB002',
      description: 'Lab hotfix 2',
      appliedAt: at('2014-04-15T20:12:09Z'),
      packages: ['openssl', 'bash'],
    },
  ],
};
