import type { FileItem, Inventory, Item } from '../../src/model/inventory.ts';
import type { MultipathForecast } from '../../src/model/multipath.ts';
import { forecastMultipath, type MultipathUpgrade } from '../../src/rules/multipath/index.ts';
import { loadMultipathKnowledge } from '../../src/rules/multipath/knowledge.ts';
import { file, inventoryOf } from './inventory.ts';
import { assessed } from './judged-parts.ts';

/** What data/stock/multipath.yaml says. */
export const MULTIPATH = loadMultipathKnowledge(new URL('../../data/', import.meta.url));

export const CONF = '/etc/multipath.conf';
export const PRODUCT_CONF = '/etc/multipath.xenserver/multipath.conf';

const TO_7_0: Omit<MultipathUpgrade, 'from'> = {
  to: '7.0.0',
  targetName: 'XenServer 7.0 (Dundee)',
  targetBaseline: null,
};

/** The forecast for files that an administrator edited or made; null = there is nothing to say. */
export function forecastItems(
  items: readonly Item[],
  contents: Readonly<Record<string, string>>,
  more: Partial<MultipathUpgrade> & { readonly change?: (inventory: Inventory) => Inventory } = {},
): MultipathForecast | null {
  const { change = (inventory: Inventory) => inventory, ...upgrade } = more;
  return forecastMultipath(
    change(inventoryOf(items, contents)),
    {
      items: items.map((item) =>
        assessed(item, {
          provenance: item.kind === 'file' && item.state !== 'unowned' ? 'stock' : 'local',
        }),
      ),
      stops: [],
    },
    { from: '6.2.0', ...TO_7_0, ...upgrade },
    () => MULTIPATH,
  );
}

/** The forecast for an edited /etc/multipath.conf of 6.2, or of the release that `more` names. */
export function forecastText(
  text: string,
  more: Partial<MultipathUpgrade> & { readonly beside?: readonly Item[] } = {},
): MultipathForecast {
  const { beside = [], ...upgrade } = more;
  const is65 = upgrade.from === '6.5.0';
  const path = is65 ? PRODUCT_CONF : CONF;
  const items = [edited(path), ...(is65 ? [link(PRODUCT_CONF)] : []), ...beside];
  const forecast = forecastItems(items, { [path]: text }, upgrade);
  if (forecast === null) throw new Error('there is no forecast');
  return forecast;
}

/** A changed %config file of a package. */
export function edited(path: string): FileItem {
  return file(path, { state: 'changed', package: 'sm-1.0-1.x86_64', config: true, changes: ['digest'] });
}

/** /etc/multipath.conf as a link, the way `readlink -f` sees through it. */
export function link(to: string): FileItem {
  return file(CONF, { type: 'symlink', linkTarget: to, linkLeadsTo: 'file', state: 'unowned' });
}

const SITE_CONF = `# storage of the lab
defaults {
	selector "round-robin 0"
	getuid_callout "/usr/local/bin/lun-id %n"
	polling_interval 10
}
blacklist {
	devnode "^cciss!c[0-9]d[0-9]*"
}
multipaths {
	multipath {
		wwid 360a98000
		alias backups
	}
}
devices {
	device {
		vendor "NETAPP"
		product "LUN"
		prio_callout "/sbin/mpath_prio_netapp /dev/%n"
		features "1 queue_if_no_path"
	}
	device {
		vendor "HP"
		product ".*"
		path_checker tur
	}
	device {
		vendor "NIMBLE"
		product "Server"
		rr_min_io 20
		prio alua
	}
}
`;

/** A forecast with something in every part of it but gaps. */
export function sampleMultipath(): MultipathForecast {
  const forecast = forecastText(SITE_CONF, { beside: [file('/etc/multipath-enabled.conf')] });
  return { ...forecast, comeBack: ['blacklist wwid *'] };
}

/** Words of our own, which a host has no hand in. */
const WORDS: ReadonlySet<string> = new Set([
  'place',
  'fate',
  'reason',
  'verdict',
  'action',
  'by',
  'fileName',
]);

/**
 * A forecast in which every text is the one that is given.
 * @param line the same without line breaks, for what stands on one line
 */
export function hostileMultipath(text: string, line: string): MultipathForecast {
  const { proposal, ...rest } = sampleMultipath();
  const all = replaceTexts(rest, text) as Omit<MultipathForecast, 'proposal'>;
  return {
    ...all,
    gaps: [{ collector: text, origin: text, reason: 'unparsable', detail: text }],
    proposalNote: text,
    diff: `--- a\n+++ b\n@@ -1 +1 @@\n-${line}\n+${line}\n`,
    proposal:
      proposal === null
        ? null
        : {
            ...(replaceTexts(proposal, text) as typeof proposal),
            text: `# dom0-audit: ${line}\n${line}\n`,
          },
  };
}

function replaceTexts(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((inner) => replaceTexts(inner, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, WORDS.has(key) ? inner : replaceTexts(inner, text)]),
  );
}
