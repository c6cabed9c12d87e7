import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import { renderHtml } from '../../../src/report/html/index.ts';
import { renderMarkdown } from '../../../src/report/markdown/index.ts';
import { reportDocumentSchema } from '../../../src/model/report-document.ts';
import type { BackupManifest } from '../../../src/model/backup.ts';
import type { Report } from '../../../src/model/report.ts';
import { madeManifest } from '../../support/backup-archive.ts';
import { judged, judgedHost } from '../../support/judged-parts.ts';

const HOSTILE = '/opt/<b>\u202e\n';

function reportOf(encryptedTo: readonly string[]): Report {
  const [entry] = madeManifest([{ path: '/etc/one', content: Buffer.from('x') }]).entries;
  if (entry === undefined) throw new Error('one file makes one entry');
  const manifest: BackupManifest = {
    ...madeManifest([]),
    archive: { file: 'backup.tar.gz', sizeBytes: 123_456, sha256: 'ab'.repeat(32), encryptedTo },
    entries: [
      entry,
      {
        ...entry,
        path: HOSTILE,
        member: null,
        status: 'left-out',
        because: 'It was excluded by --exclude /opt.',
      },
      { ...entry, path: '/gone', member: null, status: 'failed', because: 'It was no longer there.' },
      { ...entry, path: '/log', status: 'changed-while-read', because: 'It was taken 3 times.' },
    ],
  };
  return buildReport(judged([{ ...judgedHost(), backup: manifest }]));
}

describe('the section on the backup', () => {
  test('names archive, size, digest, and each path that is not in it, worst first', () => {
    const report = reportOf([]);

    expect(report.views[0]?.backup).toMatchObject({
      file: 'backup.tar.gz',
      taken: 1,
      isEncrypted: false,
      groups: [{ status: 'failed' }, { status: 'changed-while-read' }, { status: 'left-out' }],
    });
    const page = renderHtml(report);
    expect(page).toContain('ab'.repeat(32));
    expect(page).toContain('/opt/&lt;b&gt;\\u202e\\n');
    const markdown = renderMarkdown(report);
    expect(markdown).toContain('## Backup');
    expect(markdown).toContain('/gone');
    expect(markdown).not.toContain('<b>');
  });

  test('warns of an archive that anybody can open', () => {
    expect(renderMarkdown(reportOf([]))).toMatch(/not encrypted.*do not attach/);
    expect(renderMarkdown(reportOf(['age1abc']))).toMatch(/encrypted to 1 key/);
  });

  test('follows the schema of report.json', () => {
    expect(reportDocumentSchema.safeParse(reportOf([]).document).success).toBe(true);
  });

  test('is not there when no backup was taken', () => {
    const report = buildReport(judged([judgedHost()]));

    expect(report.document.hosts[0]).not.toHaveProperty('backup');
    expect(renderHtml(report)).not.toContain('id="backup"');
  });
});
