import { expect, test } from 'vitest';
import type { FileItem } from '../../../src/model/inventory.ts';
import { planRestore } from '../../../src/plan/plan.ts';
import { previewRestore } from '../../../src/plan/preview.ts';
import { assessed, fileItem, inventory, judgedHost } from '../../support/judged-parts.ts';
import { entry, manifest } from '../../support/restore-manifest.ts';

const UUID = 'c0ffee';

function preview(
  there: readonly FileItem[],
  version = '7.0.0',
  uuid = UUID,
): ReturnType<typeof previewRestore> {
  const base = inventory(there);
  const judged = judgedHost(
    [assessed(fileItem('/etc/x')), assessed(fileItem('/opt/b'), { compat: 'breaks' })],
    [],
  );
  const plan = planRestore(
    {
      ...judged,
      inventory: {
        ...judged.inventory,
        host: { ...judged.inventory.host, inventoryKeys: [['INSTALLATION_UUID', UUID]] },
      },
    },
    manifest([entry('/etc/x'), entry('/opt/b')]),
  );
  return previewRestore(plan, {
    ...base,
    host: { ...base.host, version, inventoryKeys: [['INSTALLATION_UUID', uuid]] },
  });
}

const same = { sizeBytes: 10, digest: 'ab'.repeat(32) };

test.each<[string, readonly FileItem[], string]>([
  ['nothing there', [], 'put'],
  ['the same there', [fileItem('/etc/x', same)], 'same'],
  ['other content', [fileItem('/etc/x', { ...same, digest: 'ef'.repeat(32) })], 'replace'],
  ['another owner', [fileItem('/etc/x', { ...same, user: 'nagios' })], 'replace'],
  ['another mode', [fileItem('/etc/x', { ...same, mode: '100755' })], 'replace'],
  ['a link there', [fileItem('/etc/x', { type: 'symlink', linkTarget: '/y' })], 'replace'],
  ['a folder there', [fileItem('/etc/x', { type: 'directory' })], 'refuse'],
  ['a link on the way', [fileItem('/etc', { type: 'symlink', linkTarget: '/y' })], 'refuse'],
])('%s', (_, there, action) => {
  const { rows, refusals } = preview(there);

  expect(refusals).toEqual([]);
  expect(rows.map((row) => [row.path, row.action])).toEqual([
    ['/etc/x', action],
    ['/opt/b', 'stage'],
  ]);
});

test('another host and another release are refused as a whole', () => {
  expect(preview([], '6.5.0', 'dead').refusals).toEqual([
    expect.stringContaining('INSTALLATION_UUID c0ffee; this host says dead'),
    expect.stringContaining('release 7.0.0; this host runs 6.5.0'),
  ]);
});
