import { compareAudits } from '../../src/audit/compare-audits.ts';
import { verifyHost } from '../../src/audit/verify-host.ts';
import type { Verified } from '../../src/audit/verify-settings.ts';
import type { CompareDocument } from '../../src/model/compare.ts';
import type { AssessedItem } from '../../src/model/fate.ts';
import type { Item } from '../../src/model/inventory.ts';
import { auditOf, connection, hostWith, service, storage, type AuditParts } from './closing.ts';
import { assessed, builtIn, fileItem, finding, packageItem } from './judged-parts.ts';

const AT = '2016-06-05T01:00:00Z';

/**
 * A host before and after, small enough to read, with every closing in it.
 * @param text stands wherever a host may put its own words
 */
export async function sampleVerified(text = 'site'): Promise<Verified> {
  const lost = assessed(fileItem(`/opt/${text}/agent.conf`));
  const dropped = assessed(fileItem(`/opt/${text}/old.conf`));
  const items: readonly AssessedItem[] = [
    lost,
    dropped,
    ...Array.from({ length: 8 }, (_, at) => assessed(fileItem(`/opt/vendor/lib/${text}-${at}.py`))),
    assessed(fileItem(`/etc/${text}.conf`), { fate: 'kept' }),
    assessed(fileItem('/etc/multipath.conf', { state: 'changed' }), {
      fate: 'moved',
      to: '/etc/multipath.conf.bak',
      provenance: 'stock',
    }),
    assessed(fileItem('/etc/ntp.conf', { state: 'changed' }), {
      fate: 'converted',
      changes: ['only server lines are carried'],
      provenance: 'stock',
    }),
    assessed(fileItem('/usr/bin/telnet', { state: 'missing' }), { fate: 'replaced', provenance: 'stock' }),
    assessed(service('snmpd'), { fate: 'lost' }),
    assessed(service('nrpe'), { fate: 'lost', provenance: 'third-party' }),
    assessed(packageItem('nrpe', { version: '2.15', release: '2.el5', vendor: text }), {
      provenance: 'third-party',
    }),
  ];
  const waived = builtIn(dropped).map((one) => ({
    ...one,
    waiver: { reason: `${text} is retired`, approver: text, expires: null, status: 'active' as const },
  }));
  const audit = auditOf(
    items,
    {
      findings: [...items.filter((item) => item !== dropped).flatMap(builtIn), ...waived],
      texts: {
        [`/etc/${text}.conf`]: `a = 1\nb = ${text}\n`,
        '/etc/multipath.conf': 'defaults {\n}\n',
        '/etc/ntp.conf': `server ntp.example.test\n# ${text}\n`,
      },
    },
    [storage('7777', { name: text }), connection('8888', '7777')],
  );
  const now: readonly Item[] = [
    fileItem(`/etc/${text}.conf`),
    fileItem('/etc/multipath.conf.bak', { state: 'unowned' }),
    fileItem('/etc/ntp.conf', { state: 'changed' }),
    service('snmpd.service', { manager: 'systemd' }),
    service('nrpe', { enabledRunlevels: [] }),
    packageItem('glibc', { release: '1.el7' }),
    packageItem('nrpe', { version: '2.15', release: '7.el7' }),
    storage('7777', { name: text }),
    connection('8888', '7777', { attached: false }),
  ];
  const after = hostWith(now, {
    version: '7.0.0',
    texts: {
      [`/etc/${text}.conf`]: `a = 1\n\tb = 2\n`,
      '/etc/multipath.conf.bak': 'defaults {\n}\n',
      '/etc/ntp.conf': 'driftfile /var/lib/ntp/drift\nserver ntp.example.test\n',
    },
    gaps: [
      {
        collector: 'cron',
        origin: `/var/spool/${text}`,
        reason: 'denied',
        detail: `which jobs of ${text} there are`,
      },
    ],
  });
  return verifyHost(audit, after, {
    verifiedAt: AT,
    ticket: null,
    title: null,
    beforeRestore: true,
    waivers: [],
    dropped: [],
    oldContent: null,
    fetched: null,
  });
}

/** Two hosts that differ in everything that a comparison can tell. */
export function sampleCompared(text = 'site'): CompareDocument {
  const side = (
    hostname: string,
    parts: AuditParts,
    items: readonly AssessedItem[],
    others: readonly Item[],
  ) =>
    auditOf(
      items,
      { hostname, uuid: `${hostname.length}1111111-1111-4111-8111-111111111111`, ...parts },
      others,
    );
  const a = side(
    'xs-one',
    {
      texts: { '/etc/motd': 'xs-one\n', [`/etc/${text}.conf`]: `a\n\tb ${text}\n` },
      findings: [finding('old-rule', 'low', `file:/etc/${text}.conf`, { title: `Old ${text}` })],
    },
    [assessed(fileItem(`/etc/${text}.conf`))],
    [fileItem('/etc/motd'), fileItem(`/opt/${text}`), service('snmpd'), storage('7777', { shared: false })],
  );
  const b = side(
    'xs-other',
    {
      texts: { '/etc/motd': 'xs-other\n', [`/etc/${text}.conf`]: 'a\nc\n' },
      findings: [finding('new-rule', 'blocker', `file:/etc/${text}.conf`, { title: `New ${text}` })],
      gaps: [
        { collector: 'services', origin: 'chkconfig', reason: 'timed-out', detail: 'which services start' },
      ],
    },
    [assessed(fileItem(`/etc/${text}.conf`, { mode: '100600' }))],
    [fileItem('/etc/motd', { mtime: '2016-06-01T00:00:00Z' }), fileItem(`/srv/${text}`)],
  );
  return compareAudits(a, b, AT, null);
}
