import { describe, expect, test } from 'vitest';
import type { Fate, Stop } from '../../../src/model/fate.ts';
import type { FileItem, FileType } from '../../../src/model/inventory.ts';
import { loadRelease } from '../../../src/rules/releases/load.ts';
import { simulateRestore } from '../../../src/rules/restore/simulate.ts';
import type { RestoreFacts } from '../../../src/rules/restore/world.ts';
import { file } from '../../support/inventory.ts';

const DATA = new URL('../../../data/', import.meta.url);
const seven = loadRelease(DATA, 'xs-7.0');
const [newer, older] = seven.builds;
const STATIC_RULES = file('/etc/sysconfig/network-scripts/interface-rename-data/static-rules.conf');
const ACCOUNTS = [
  { name: 'root', id: 0 },
  { name: 'bin', id: 1 },
  { name: 'ntp', id: 38 },
  { name: 'nscd', id: 28 },
  { name: 'nagios', id: 500 },
];
const FACTS: RestoreFacts = {
  users: ACCOUNTS,
  groups: ACCOUNTS,
  mountPoints: ['/mnt/nfs'],
  contents: new Map(),
  inventory: new Map([['PRIMARY_DISK', '/dev/sda']]),
};

function link(path: string, linkTarget: string, linkLeadsTo: FileItem['linkLeadsTo'] = 'file'): FileItem {
  return file(path, { type: 'symlink', linkTarget, linkLeadsTo, mode: '120777' });
}

function of(type: FileType, path: string, more: Partial<FileItem> = {}): FileItem {
  return file(path, { type, mode: type === 'directory' ? '040755' : '100644', ...more });
}

function owned(path: string, user: string | null, id: number): FileItem {
  return file(path, { user, group: user, uid: id, gid: id });
}

function play(
  items: readonly FileItem[],
  which: 'f7a21a1' | '0307b2a' | 'both' = 'both',
  facts: Partial<RestoreFacts> = {},
) {
  const builds = seven.builds.filter(({ commit }) => which === 'both' || commit === which);
  return simulateRestore({ ...seven, builds }, [STATIC_RULES, ...items], { ...FACTS, ...facts });
}

function said(fate: Fate | undefined): string {
  if (fate === undefined) return 'not listed';
  const changes = fate.changes.length === 0 ? '' : ` (${fate.changes.join('; ')})`;
  return `${fate.name}${fate.to === null ? '' : ` to ${fate.to}`}${changes}`;
}

function told(stops: readonly Stop[]): string[] {
  return stops.map(({ condition, subject, key }) =>
    [condition, subject, key].filter((part) => part !== null).join(' '),
  );
}

const FILE_LINK = 'type: link becomes plain file';

/** What the two candidate builds of 7.0 do to a path of a shape that is not the usual one; seen by running their restore code. */
const ODDITIES: readonly (readonly [
  what: string,
  items: readonly FileItem[],
  path: string,
  f7a21a1: string,
  o307b2a: string,
])[] = [
  [
    'a folder above a listed file is made anew',
    [of('directory', '/etc/pygrub/rules.d', { mode: '040700' }), file('/etc/pygrub/rules.d/oracle-5.6')],
    '/etc/pygrub/rules.d',
    'converted (mode: 0700 becomes 0755)',
    'converted (mode: 0700 becomes 0755)',
  ],
  [
    'a folder of which nothing is listed is not made',
    [of('directory', '/etc/pygrub/rules.d'), file('/etc/pygrub/rules.d/other')],
    '/etc/pygrub/rules.d',
    'not listed',
    'not listed',
  ],
  [
    'a path gives way to another that is restored under its name',
    [file('/etc/multipath.conf'), file('/etc/multipath.conf.bak')],
    '/etc/multipath.conf.bak',
    'replaced',
    'replaced',
  ],
  [
    'an absolute link is skipped',
    [link('/etc/resolv.conf', '/opt/site/resolv.conf')],
    '/etc/resolv.conf',
    'replaced',
    'replaced',
  ],
  [
    'an absolute link where the target has nothing is lost',
    [link('/etc/krb5.conf', '/opt/site/krb5.conf')],
    '/etc/krb5.conf',
    'lost',
    'lost',
  ],
  [
    'a relative link becomes a file',
    [link('/etc/krb5.conf', 'krb5.site'), file('/etc/krb5.site')],
    '/etc/krb5.conf',
    `converted (${FILE_LINK})`,
    `converted (${FILE_LINK})`,
  ],
  [
    'a relative link to an uncollected file becomes a file',
    [link('/etc/krb5.conf', '../usr/share/krb5')],
    '/etc/krb5.conf',
    `converted (${FILE_LINK})`,
    `converted (${FILE_LINK})`,
  ],
  [
    'a relative link through an absolute one is skipped',
    [link('/etc/krb5.conf', 'a/b'), link('/etc/a', '/opt', 'directory')],
    '/etc/krb5.conf',
    'lost',
    'lost',
  ],
  [
    'a link that climbs out of the root is skipped',
    [link('/etc/krb5.conf', '../../etc/krb5.site'), file('/etc/krb5.site')],
    '/etc/krb5.conf',
    'lost',
    'lost',
  ],
  [
    'a dangling link is skipped',
    [link('/etc/krb5.conf', 'nowhere', 'dangling')],
    '/etc/krb5.conf',
    'lost',
    'lost',
  ],
  [
    'a link onto another file system is skipped',
    [link('/etc/krb5.conf', '../mnt/nfs/krb5')],
    '/etc/krb5.conf',
    'lost',
    'lost',
  ],
  [
    'a link with a slash behind a file is skipped',
    [link('/etc/krb5.conf', 'x/', 'dangling'), file('/etc/x')],
    '/etc/krb5.conf',
    'lost',
    'lost',
  ],
  [
    'a link to /dev/null becomes an empty file',
    [link('/root/.ssh/known_hosts', '/dev/null', 'character-device')],
    '/root/.ssh/known_hosts',
    'converted (type: link becomes empty plain file)',
    'converted (type: link becomes empty plain file)',
  ],
  [
    'a link one folder deeper stays a link',
    [of('directory', '/root/.ssh/d'), link('/root/.ssh/d/l', '/opt/x')],
    '/root/.ssh/d/l',
    'kept',
    'kept',
  ],
  ['a loop is skipped', [link('/etc/krb5.conf', 'krb5.conf', 'loop')], '/etc/krb5.conf', 'lost', 'lost'],
  [
    'a set-uid bit is dropped where owners are set by name',
    [file('/root/.ssh/x', { mode: '104755' })],
    '/root/.ssh/x',
    'converted (mode: 4755 becomes 0755)',
    'kept',
  ],
  [
    'a set-gid bit without execution is not dropped',
    [file('/root/.ssh/x', { mode: '102644' })],
    '/root/.ssh/x',
    'kept',
    'kept',
  ],
  [
    'a folder keeps its set-gid bit',
    [of('directory', '/root/.ssh/d', { mode: '042755' })],
    '/root/.ssh/d',
    'kept',
    'kept',
  ],
  [
    'an owner with the same number on the target is kept',
    [owned('/etc/krb5.conf', 'bin', 1)],
    '/etc/krb5.conf',
    'kept',
    'kept',
  ],
  [
    'an owner that the target does not have becomes a number',
    [owned('/etc/krb5.conf', 'nagios', 500)],
    '/etc/krb5.conf',
    'converted (owner: has to be another one before the upgrade)',
    'converted (owner: user number 500, nagios here, may be another account, group number 500, nagios here, may be another account)',
  ],
  [
    'a hard link becomes a file of its own',
    [file('/etc/krb5.conf', { hardLinks: 2 })],
    '/etc/krb5.conf',
    'converted (type: hard link becomes a file of its own)',
    'converted (type: hard link becomes a file of its own)',
  ],
  [
    'a folder at the path of a file is restored whole',
    [of('directory', '/etc/krb5.conf'), file('/etc/krb5.conf/a')],
    '/etc/krb5.conf/a',
    'kept',
    'kept',
  ],
  [
    'a folder at multipath.conf comes back nowhere',
    [of('directory', '/etc/multipath.conf'), file('/etc/multipath.conf/a')],
    '/etc/multipath.conf/a',
    'lost',
    'lost',
  ],
  [
    'a fifo one folder deeper is kept',
    [of('directory', '/root/.ssh/d'), of('fifo', '/root/.ssh/d/f', { mode: '010644' })],
    '/root/.ssh/d/f',
    'kept',
    'kept',
  ],
  [
    'a socket among the listed paths is lost',
    [of('socket', '/root/.ssh/mux')],
    '/root/.ssh/mux',
    'lost',
    'lost',
  ],
  [
    'a link to a folder stays a link',
    [link('/root/.ssh/d', '../../opt/e', 'directory'), of('directory', '/opt/e')],
    '/root/.ssh/d',
    'kept',
    'kept',
  ],
  [
    "root's .ssh folder is the one that the installer makes",
    [of('directory', '/root/.ssh', { mode: '040700' }), file('/root/.ssh/a')],
    '/root/.ssh',
    'converted (mode: 0700 becomes 0755)',
    'converted (mode: 0700 becomes 0755)',
  ],
  [
    'of a folder that is a link, the entries are restored under its own name',
    [link('/root/.ssh', '../opt/ssh', 'directory'), file('/opt/ssh/a')],
    '/opt/ssh/a',
    'moved to /root/.ssh/a',
    'moved to /root/.ssh/a',
  ],
  [
    'of a folder that is an absolute link nothing is restored',
    [link('/root/.ssh', '/opt/ssh', 'directory'), file('/opt/ssh/a')],
    '/opt/ssh/a',
    'not listed',
    'not listed',
  ],
  [
    'a file whose name is not UTF-8 is restored',
    [file('/etc/firstboot.d/data/%FF.conf', { pathEncoding: 'percent' })],
    '/etc/firstboot.d/data/%FF.conf',
    'kept',
    'kept',
  ],
  [
    'a name with a newline before conf is restored',
    [file('/etc/firstboot.d/data/a\n.conf')],
    '/etc/firstboot.d/data/a\n.conf',
    'not listed',
    'not listed',
  ],
  [
    'an ifcfg name that is whole before a newline is restored',
    [file('/etc/sysconfig/network-scripts/ifcfg-a\nb')],
    '/etc/sysconfig/network-scripts/ifcfg-a\nb',
    'kept',
    'kept',
  ],
  [
    'an ifcfg name that begins with a newline is not',
    [file('/etc/sysconfig/network-scripts/ifcfg-\nb')],
    '/etc/sysconfig/network-scripts/ifcfg-\nb',
    'not listed',
    'not listed',
  ],
  [
    'a carriage return is a character like any other',
    [file('/etc/firstboot.d/data/a\r.conf')],
    '/etc/firstboot.d/data/a\r.conf',
    'kept',
    'kept',
  ],
  [
    'a missing file has no fate here',
    [file('/etc/krb5.conf', { state: 'missing' })],
    '/etc/krb5.conf',
    'not listed',
    'not listed',
  ],
  [
    'what is in /proc is not on the backup partition',
    [link('/etc/krb5.conf', '../proc/x')],
    '/etc/krb5.conf',
    'lost',
    'lost',
  ],
];

describe('paths of unusual shapes', () => {
  test.each(ODDITIES)('%s', (_what, items, path, first, second) => {
    expect(said(play(items, 'f7a21a1').fates.get(path))).toBe(first);
    expect(said(play(items, '0307b2a').fates.get(path))).toBe(second);
  });

  test('where the builds differ, the worse answer is given and the other one named', () => {
    const fate = play([file('/root/.ssh/x', { mode: '104755' })]).fates.get('/root/.ssh/x');

    expect(said(fate)).toBe('converted (mode: 4755 becomes 0755)');
    expect(fate?.uncertain).toContain(`with build ${older?.commit ?? ''} it is kept`);
  });

  test('a folder whose parent is not there yet loses its name with the older build', () => {
    const items = [
      of('directory', '/var/lib/likewise/db'),
      file('/var/lib/likewise/db/a'),
      file('/var/lib/likewise/b'),
    ];

    expect(said(play(items, 'f7a21a1').fates.get('/var/lib/likewise/db/a'))).toBe('kept');
    expect(said(play(items, '0307b2a').fates.get('/var/lib/likewise/db/a'))).toBe(
      'moved to /var/lib/likewise/a',
    );
    expect(play(items, '0307b2a').fates.get('/var/lib/likewise/db/a')?.uncertain).toContain(
      'otherwise it is kept',
    );
  });
});

describe('folders in one another that both lose their name', () => {
  test('are tried in every order of listing', () => {
    const rules = '/etc/sysconfig/network-scripts/interface-rename-data';
    const items = [
      of('directory', `${rules}/old`),
      of('directory', `${rules}/.from_install`),
      of('directory', `${rules}/.from_install/a`),
      of('directory', `${rules}/.from_install/b`),
      file(`${rules}/.from_install/b/x`),
    ];

    const fate = play(items, '0307b2a').fates.get(`${rules}/.from_install/b/x`);

    expect(said(fate)).toBe(`moved to ${rules}/.from_install/x`);
    expect(fate?.uncertain).toContain('otherwise it is kept');
  });
});

/** Stops of the restore, one oddity each: with both builds, or with the newer one only. */
const STOPS: readonly (readonly [
  what: string,
  items: readonly FileItem[],
  condition: string,
  only: 'both' | 'newer',
])[] = [
  ['a user that the target does not have', [owned('/etc/krb5.conf', 'nagios', 500)], 'owners', 'newer'],
  ['a number without a name', [owned('/root/.ssh/a', null, 4711)], 'owners', 'newer'],
  ['an account that the target may not have', [owned('/root/.ssh/a', 'nscd', 28)], 'owners', 'newer'],
  [
    'a bad owner below a listed folder',
    [of('directory', '/root/.ssh/d'), owned('/root/.ssh/d/a', 'nagios', 500)],
    'owners',
    'newer',
  ],
  [
    'a link to a folder',
    [link('/root/.ssh/d', '../../opt/e', 'directory'), file('/opt/e/a')],
    'restore-directory-link',
    'newer',
  ],
  [
    'a link to a folder that was not collected',
    [link('/root/.ssh/d', '../../opt/e', 'directory')],
    'restore-directory-link',
    'newer',
  ],
  [
    'a link to a folder that the installer has too',
    [link('/root/.ssh/d', '/etc', 'directory')],
    'restore-directory-link',
    'newer',
  ],
  ['a socket', [of('socket', '/root/.ssh/mux')], 'restore-socket', 'newer'],
  ['a folder at multipath.conf', [of('directory', '/etc/multipath.conf')], 'path-type', 'newer'],
  ['a fifo', [of('fifo', '/root/.ssh/f')], 'restore-fifo', 'both'],
  [
    'a fifo in the folder of first boot answers',
    [of('fifo', '/etc/firstboot.d/data/x.conf')],
    'restore-fifo',
    'both',
  ],
  [
    'a fifo in the rules of the installation',
    [of('fifo', '/etc/sysconfig/network-scripts/interface-rename-data/.from_install/f')],
    'restore-fifo',
    'both',
  ],
  ['a link to a fifo', [link('/etc/krb5.conf', 'f', 'fifo'), of('fifo', '/etc/f')], 'restore-fifo', 'both'],
  ['a device', [of('character-device', '/root/.ssh/c')], 'restore-fifo', 'both'],
  ['a file at root/.ssh', [file('/root/.ssh')], 'path-type', 'both'],
  ['a file at var/lib/likewise', [file('/var/lib/likewise')], 'path-type', 'both'],
  ['a link to a file at root/.ssh', [link('/root/.ssh', '../opt/x'), file('/opt/x')], 'path-type', 'both'],
  ['a folder at host.conf', [of('directory', '/etc/firstboot.d/data/host.conf')], 'path-type', 'both'],
  [
    'a name service switch that does not look into the files',
    [file('/etc/nsswitch.conf')],
    'owners',
    'newer',
  ],
];

describe('stops of the restore', () => {
  test.each(STOPS)('%s', (_what, items, condition, only) => {
    const contents = new Map([
      [
        '/etc/nsswitch.conf',
        {
          path: '/etc/nsswitch.conf',
          text: 'passwd: ldap\n',
          sizeBytes: 1,
          truncated: false,
          withheldLines: 0,
        },
      ],
    ]);
    const { stops } = play(items, 'both', {
      contents: items[0]?.path === '/etc/nsswitch.conf' ? contents : new Map(),
    });

    expect([...new Set(stops.map((stop) => stop.condition))]).toEqual([condition]);
    expect(stops[0]?.onlyBuild).toBe(only === 'newer' ? newer?.commit : null);
    expect(stops[0]?.evidence.length).toBeGreaterThan(0);
  });

  test('owners are counted by name, not by file', () => {
    const items = ['a', 'b', 'c'].map((name) => owned(`/root/.ssh/${name}`, 'nagios', 500));

    const { stops } = play(items);

    expect(told(stops)).toEqual([
      'owners file:/root/.ssh/a group:nagios',
      'owners file:/root/.ssh/a user:nagios',
    ]);
    expect(stops[0]?.evidence).toHaveLength(3);
    expect(stops[0]?.sentence).toContain('2 more restored paths');
  });

  test('neither rules nor a network cache', () => {
    const { stops } = simulateRestore(seven, [file('/etc/krb5.conf')], FACTS);

    expect(told(stops)).toEqual(['dbcache file:/etc/xensource-inventory']);
  });

  test('a network cache takes the place of the rules, which are then made from it', () => {
    const dynamic = '/etc/sysconfig/network-scripts/interface-rename-data/dynamic-rules.json';
    const { fates, stops } = simulateRestore(
      seven,
      [file('/var/xapi/network.dbcache'), file(dynamic)],
      FACTS,
    );

    expect(stops).toEqual([]);
    expect(fates.get(dynamic)?.name).toBe('replaced');
  });

  test('the rules of the installation alone are a stop, because it depends on the order of listing', () => {
    const items = ['static-rules.conf', 'dynamic-rules.json'].map((name) =>
      file(`/etc/sysconfig/network-scripts/interface-rename-data/.from_install/${name}`),
    );

    const { stops } = simulateRestore(seven, items, FACTS);

    expect(told(stops).map((text) => text.split(' ')[0])).toEqual(['dbcache']);
    expect(stops[0]?.onlyBuild).toBeNull();
  });

  test('PRIMARY_DISK missing', () => {
    const { stops } = play([], 'both', { inventory: new Map() });

    expect(told(stops)).toEqual(['primary-disk-key file:/etc/xensource-inventory']);
  });

  test('without collected accounts the names of the items stand in', () => {
    const facts = { users: null, groups: null };

    expect(play([owned('/etc/krb5.conf', 'bin', 1)], 'both', facts).stops).toEqual([]);
    expect(told(play([owned('/etc/krb5.conf', 'nagios', 500)], 'both', facts).stops)).toHaveLength(2);
  });

  test('a user of a directory service has no name for the installer', () => {
    const item = file('/root/.ssh/a', { user: 'DOMAIN\\admin', uid: 70001 });

    expect(told(play([item]).stops)).toEqual(['owners file:/root/.ssh/a user:70001']);
  });
});
