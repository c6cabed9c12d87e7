import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchListed } from '../../src/audit/verify-fetch.ts';
import { verifyHost } from '../../src/audit/verify-host.ts';
import { oldContentOf } from '../../src/audit/verify-old-content.ts';
import type { ReportedAudit, VerifySettings } from '../../src/audit/verify-settings.ts';
import type { ClosedItem, VerifyDocument } from '../../src/model/verify.ts';
import { buildLab, CUSTOMISED, reimage, type Lab, type RunningLab } from '../lab/index.ts';
import { collectFrom, judgeLab, withLabSource } from '../support/audit-lab.ts';
import { backupLab, backupSettings } from '../support/backup-lab.ts';
import { describeWithLab } from '../support/lab.ts';

/** These stop the installer half-way. */
const STOPPERS = ['owner-without-name', 'fifo-in-ssh-folder', 'inventory-without-uuid'];
const AT = '2016-06-05T03:00:00Z';
const TOKEN = '00112233445566778899aabbccddeeff';

describeWithLab('verify on a customised host that was upgraded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dom0-audit-verify-lab-'));
  const waiting = mkdtempSync(join(folder, 'waiting-'));
  let old: Lab;
  let upgraded: Lab;
  let running: RunningLab;
  let audit: ReportedAudit;

  /** Looks at the upgraded host with both programs, over one connection. */
  async function verify(more: Partial<VerifySettings> = {}): Promise<VerifyDocument> {
    return withLabSource(running, {}, async (source) => {
      const connection = await source.connect();
      try {
        const { inventory } = await collectFrom(connection);
        const fetched = await fetchListed(connection, audit, {
          token: TOKEN,
          temporary: waiting,
          fileBytes: 16_777_216,
          totalBytes: 268_435_456,
          at: AT,
          onProgress: () => undefined,
        });
        const settings: VerifySettings = {
          verifiedAt: AT,
          ticket: null,
          title: null,
          beforeRestore: true,
          waivers: [],
          dropped: [],
          oldContent: oldContentOf(folder, audit.manifest, null),
          fetched,
          ...more,
        };
        return (await verifyHost(audit, inventory, settings)).document;
      } finally {
        connection.close();
      }
    });
  }

  function itemOf({ items }: VerifyDocument, id: string): ClosedItem {
    const found = items.find((item) => item.id === id);
    if (found === undefined) throw new Error(`${id} was not closed`);
    return found;
  }

  beforeAll(async () => {
    old = await buildLab({ drifts: CUSTOMISED.filter((name) => !STOPPERS.includes(name)) });
    const before = await old.start();
    const collected = await withLabSource(before, {}, (source) => collectFrom(source));
    const { document, host } = judgeLab(collected);
    const { manifest, file } = await backupLab(before, backupSettings(join(folder, 'run')));
    await before.stop();
    const inFolder = {
      archive: manifest.archive && { ...manifest.archive, file: file.path.slice(folder.length + 1) },
    };
    audit = {
      from: 'audit',
      inventory: collected.inventory,
      inventorySha256: createHash('sha256').update(JSON.stringify(collected.inventory)).digest('hex'),
      report: { document, host },
      manifest: { ...manifest, ...inFolder },
    };
    upgraded = await reimage(old);
    running = await upgraded.start();
  });
  afterAll(async () => {
    await running.stop();
    await upgraded.remove();
    await old.remove();
    rmSync(folder, { recursive: true });
  });

  test('right after the upgrade, closes everything, and finds that what was foretold came true', async () => {
    const listing = upgraded.listing();

    const document = await verify();

    expect(document.after.version).toBe('7.0.0');
    expect(document.mispredictions).toEqual([]);
    expect(document.items.map(({ id }) => id)).toEqual(
      expect.arrayContaining(audit.report.host.items.map(({ id }) => id)),
    );
    for (const item of document.items.filter(({ kind, fate }) => kind === 'file' && fate === 'kept'))
      expect(item, item.id).toMatchObject({ closing: 'identical' });
    for (const item of document.items.filter(({ kind, fate }) => kind === 'file' && fate === 'lost'))
      expect(['missing', 'identical'], item.id).toContain(item.closing);
    expect(itemOf(document, 'file:/etc/ssh/sshd_config')).toMatchObject({
      closing: 'missing',
      note: expect.stringContaining("target's own") as string,
    });
    expect(itemOf(document, 'file:/etc/xensource-inventory').closing).toBe('moved');
    expect(document.items.filter(({ kind, closing }) => kind === 'sr' && closing !== 'identical')).toEqual(
      [],
    );
    expect(document.items.filter(({ closing }) => closing === 'untold')).toEqual([]);
    expect(readdirSync(waiting)).toEqual([]);
    expect(upgraded.listing()).toEqual(listing);
  });

  test('after a restore, tells what is back byte for byte, and shows what is different', async () => {
    const put = upgraded.exec(
      'mkdir -p /opt/site && cat > /opt/site/export.sh && chmod 755 /opt/site/export.sh && touch -d 2016-01-01 /opt/site/export.sh',
      old.tree.read('/opt/site/export.sh'),
    );
    const changed = upgraded.exec('echo "restrict 203.0.113.1" >> /etc/ntp.conf');

    const document = await verify({ beforeRestore: false });

    expect([put.stderr, changed.stderr]).toEqual(['', '']);
    expect(itemOf(document, 'file:/opt/site/export.sh')).toMatchObject({
      closing: 'identical',
      proof: 'digest',
    });
    const ntp = itemOf(document, 'file:/etc/ntp.conf');
    expect(ntp.closing).toBe('changed');
    expect(ntp.diff).toContain('+restrict 203.0.113.1');
    expect(document.mispredictions).toEqual([]);
  });
});
