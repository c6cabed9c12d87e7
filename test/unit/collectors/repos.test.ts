import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRepos } from '../../../src/collectors/repos/parse.ts';
import type { RepoItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { refused, section, shown } from '../../support/sections.ts';

const STOCK = `[citrix]
name=XenServer 6.2.0 updates
mirrorlist=http://updates.example.com/XenServer/6.2.0/domain0/mirrorlist
gpgcheck=1
enabled=0
`;

function parse(...blocks: readonly Buffer[]) {
  const collected = parseRepos({ yum: section(blocks) });
  return { ...collected, repos: collected.items.filter((item): item is RepoItem => item.kind === 'repo') };
}

describe('repository files', () => {
  test('the stock file gives one repository that is off', () => {
    const { repos, gaps, contents } = parse(
      shown('/etc/yum.conf', '[main]\ncachedir=/var/cache/yum\ninstallonlypkgs=\n'),
      shown('/etc/yum.repos.d/Citrix.repo', STOCK),
    );

    expect(repos).toEqual([
      {
        kind: 'repo',
        id: 'repo:citrix',
        evidence: [{ origin: '/etc/yum.repos.d/Citrix.repo', line: 1, excerpt: '[citrix]' }],
        repoId: 'citrix',
        file: '/etc/yum.repos.d/Citrix.repo',
        name: 'XenServer 6.2.0 updates',
        baseUrl: 'http://updates.example.com/XenServer/6.2.0/domain0/mirrorlist',
        enabled: false,
      },
    ]);
    expect(gaps).toEqual([]);
    expect(contents?.map(({ path }) => path)).toEqual(['/etc/yum.conf', '/etc/yum.repos.d/Citrix.repo']);
  });

  test.each([
    ['1', true],
    ['0', false],
    ['yes', true],
    ['No', false],
    ['false', false],
    ['True', true],
  ])('enabled=%s', (word, enabled) => {
    const { repos } = parse(shown('/etc/yum.repos.d/a.repo', `[a]\nname=A\nenabled=${word}\n`));

    expect(repos).toMatchObject([{ repoId: 'a', enabled }]);
  });

  test('a repository that does not say so is on', () => {
    expect(parse(shown('/etc/yum.repos.d/a.repo', '[a]\nbaseurl: http://x/\n')).repos).toMatchObject([
      { enabled: true, baseUrl: 'http://x/' },
    ]);
  });

  test('a repository may stand in yum.conf, and an address may go on over lines', () => {
    const { repos } = parse(
      shown('/etc/yum.conf', '[main]\ngpgcheck=0\n[own]\nbaseurl=http://a/\n   http://b/\n'),
    );

    expect(repos).toMatchObject([{ repoId: 'own', file: '/etc/yum.conf', baseUrl: 'http://a/ http://b/' }]);
  });

  test('of two with one id the first counts, and both are evidence', () => {
    const { repos } = parse(
      shown('/etc/yum.repos.d/a.repo', '[x]\nname=first\n'),
      shown('/etc/yum.repos.d/b.repo', '[x]\nname=second\nenabled=0\n'),
    );

    expect(repos).toHaveLength(1);
    expect(repos[0]).toMatchObject({ name: 'first', enabled: true, file: '/etc/yum.repos.d/a.repo' });
    expect(repos[0]?.evidence.map(({ origin }) => origin)).toEqual([
      '/etc/yum.repos.d/a.repo',
      '/etc/yum.repos.d/b.repo',
    ]);
  });

  test('texts of plug-ins are contents and no repositories', () => {
    const { repos, contents } = parse(
      shown('/etc/yum/pluginconf.d/rhnplugin.conf', '[main]\nenabled=1\n[other]\n'),
    );

    expect(repos).toEqual([]);
    expect(contents).toHaveLength(1);
  });
});

describe('what is missing or broken', () => {
  test('a host without yum has no repository and no gap', () => {
    expect(parse()).toMatchObject({ items: [], gaps: [], contents: [] });
  });

  test('lines that belong to no section are a gap of their file', () => {
    const { gaps, repos } = parse(shown('/etc/yum.repos.d/a.repo', 'stray\n[a]\nname=A\n<<<<<<< mine\n'));

    expect(repos).toHaveLength(1);
    expect(gaps).toMatchObject([{ origin: '/etc/yum.repos.d/a.repo', reason: 'unparsable' }]);
    expect(gaps[0]?.detail).toContain('2 lines from line 1');
  });

  test('an unreadable file and a cut one are gaps', () => {
    const { gaps } = parse(
      refused('denied', '/etc/yum.repos.d/x.repo'),
      shown('/etc/yum.repos.d/big.repo', '[a]\n', { size: 900_000 }),
    );

    expect(gaps.map(({ origin, reason }) => [origin, reason])).toEqual([
      ['/etc/yum.repos.d/x.repo', 'denied'],
      ['/etc/yum.repos.d/big.repo', 'too-large'],
    ]);
  });

  test('a section that did not come gives nothing', () => {
    expect(parseRepos({})).toMatchObject({ items: [], gaps: [] });
  });
});

describe('hostile input', () => {
  test.each(['http://joe:hunter2@mirror/epel', 'https://hunter2@mirror/x', 'ftp://a:hunter2@b@mirror/'])(
    'the credentials of %s reach neither item nor content',
    (address) => {
      const { repos, contents } = parse(
        shown('/etc/yum.repos.d/a.repo', `[a]\nbaseurl=${address}\nenabled=1\n`),
      );

      expect(JSON.stringify([repos, contents])).not.toContain('hunter2');
      expect(repos[0]?.baseUrl).toContain('@mirror');
      expect(contents?.[0]).toMatchObject({ withheldLines: 1 });
    },
  );

  test('random bytes never make it throw', () => {
    expectNeverThrows(parseRepos, ['yum'], ['/etc/yum.conf', '/etc/yum.repos.d/a.repo']);
  });

  test('each line is part of a section, blank, a comment, or counted in a gap', () => {
    const words = [
      '[a]\n',
      '[main]\n',
      'name=x\n',
      ' more\n',
      '# c\n',
      '; c\n',
      'junk\n',
      'baseurl: http://x/\n',
    ];
    fc.assert(
      fc.property(hostileText(words), (text) => {
        const collected = parse(shown('/etc/yum.repos.d/a.repo', text));

        expectSound(collected);
        const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
        const before = lines.findIndex((line) => /^\[[^\]]+\]/.test(line));
        const lost = lines
          .slice(0, before === -1 ? lines.length : before)
          .filter((line) => line.trim() !== '' && !/^\s*[#;]/.test(line));
        expect(collected.gaps.length).toBeGreaterThanOrEqual(lost.length > 0 ? 1 : 0);
        expect(collected.contents?.[0]?.text).toBe(
          Buffer.from(text)
            .toString('utf8')
            .replace(/(:\/\/)[^/\s]*@/g, '$1[withheld]@'),
        );
      }),
    );
  });
});
