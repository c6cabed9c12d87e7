import { describe, expect, test } from 'vitest';
import { verifyHost } from '../../../src/audit/verify-host.ts';
import type { Verified } from '../../../src/audit/verify-settings.ts';
import type { FateName } from '../../../src/model/fate.ts';
import type { Item } from '../../../src/model/inventory.ts';
import { auditOf, hostWith } from '../../support/closing.ts';
import { assessed, fileItem } from '../../support/judged-parts.ts';

const PATH = '/home/jdoe/xs-lab-07.conf';

type Seen = 'identical' | 'changed' | 'moved' | 'missing';

async function verify(
  fate: FateName,
  seen: Seen,
  beforeRestore: boolean,
  version = '7.0.0',
): Promise<Verified> {
  const to = fate === 'moved' ? { to: `${PATH}.bak` } : {};
  const now: Record<Seen, [readonly Item[], Record<string, string>]> = {
    identical: [[fileItem(PATH)], { [PATH]: 'secret of ours\n' }],
    changed: [[fileItem(PATH)], { [PATH]: 'another\n' }],
    moved: [[fileItem(`${PATH}.bak`)], { [`${PATH}.bak`]: 'secret of ours\n' }],
    missing: [[], {}],
  };
  const [items, texts] = now[seen];
  const account: Item = {
    kind: 'user',
    id: 'user:jdoe',
    evidence: [],
    name: 'jdoe',
    uid: 501,
    gid: 501,
    home: '/home/jdoe',
    shell: '/bin/sh',
    password: 'set',
  };
  return verifyHost(
    auditOf(
      [
        assessed(fileItem(PATH), {
          fate,
          ...to,
          source: 'upgrade.py:1@f7a21a1',
          because: `${PATH} is on 192.0.2.17`,
        }),
      ],
      { texts: { [PATH]: 'secret of ours\n' } },
      [account],
    ),
    hostWith(items, { version, texts }),
    {
      verifiedAt: '2016-06-05T01:00:00Z',
      ticket: null,
      title: null,
      beforeRestore,
      waivers: [],
      dropped: [],
      oldContent: null,
      fetched: null,
    },
  );
}

describe('a fate turned out otherwise', () => {
  test.each<[FateName, Seen, 'always' | 'before a restore' | 'never']>([
    ['kept', 'identical', 'never'],
    ['kept', 'changed', 'always'],
    ['kept', 'missing', 'always'],
    ['untouched', 'missing', 'always'],
    ['moved', 'moved', 'never'],
    ['moved', 'missing', 'always'],
    ['moved', 'identical', 'before a restore'],
    ['converted', 'changed', 'never'],
    ['converted', 'missing', 'always'],
    ['converted', 'identical', 'before a restore'],
    ['replaced', 'missing', 'never'],
    ['replaced', 'changed', 'never'],
    ['replaced', 'identical', 'before a restore'],
    ['lost', 'missing', 'never'],
    ['lost', 'identical', 'before a restore'],
    ['lost', 'changed', 'before a restore'],
    ['destroyed', 'missing', 'never'],
    ['destroyed', 'identical', 'before a restore'],
    ['unknown', 'missing', 'never'],
    ['unknown', 'identical', 'never'],
  ])('%s and found %s: %s', async (fate, seen, when) => {
    const right = await verify(fate, seen, true);
    const later = await verify(fate, seen, false);

    expect(right.document.mispredictions).toHaveLength(when === 'never' ? 0 : 1);
    expect(later.document.mispredictions).toHaveLength(when === 'always' ? 1 : 0);
  });

  test('never on a host that does not run the target release', async () => {
    const { document } = await verify('kept', 'missing', true, '6.5.0');

    expect(document.mispredictions).toEqual([]);
    expect(document.warnings.join()).toContain('has not been upgraded');
  });

  test('and a host that was not upgraded is never closed', async () => {
    const { document } = await verify('kept', 'identical', true, '6.5.0');

    expect(document.outcome).toBe('unclear');
  });
});

describe('what can be sent to the project', () => {
  test('has path, fate and source, and neither contents nor names of host, address or people', async () => {
    const { mispredictions } = await verify('kept', 'changed', false);
    const text = JSON.stringify(mispredictions);

    expect(mispredictions.entries).toMatchObject([
      {
        id: 'file:/home/<account 1>/<host name>.conf',
        foretold: 'kept',
        observed: 'changed',
        source: 'upgrade.py:1@f7a21a1',
        differences: ['content'],
      },
    ]);
    for (const word of ['xs-lab-07', 'jdoe', '192.0.2.17', 'secret of ours', 'another'])
      expect(text).not.toContain(word);
  });
});
