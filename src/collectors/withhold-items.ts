import { withholdSecrets, WITHHELD } from '../lib/withhold.ts';
import type { Evidence, FileContent, Item } from '../model/inventory.ts';

/** The host has withheld secrets before; this is the second look, before anything is kept. */
export function withholdItem(item: Item): Item {
  const evidence = item.evidence.some(isTelling)
    ? item.evidence.map((one) => ({ ...one, excerpt: mask(one.excerpt) }))
    : item.evidence;
  const clean = withholdFields(item);
  return evidence === item.evidence ? clean : { ...clean, evidence };
}

function isTelling({ excerpt }: Evidence): boolean {
  return mask(excerpt) !== excerpt;
}

/** Fields in which a person may have written a secret. */
function withholdFields(item: Item): Item {
  if (item.kind === 'cron') return change(item, 'command', mask(item.command));
  if (item.kind === 'firewall') return change(item, 'rule', mask(item.rule));
  if (item.kind === 'setting') return change(item, 'value', maskValue(item.key, item.value));
  if (item.kind === 'mount')
    return change(change(item, 'options', mask(item.options)), 'source', mask(item.source));
  if (item.kind === 'service' && item.command !== null) return change(item, 'command', mask(item.command));
  if (item.kind === 'repo' && item.baseUrl !== null) return change(item, 'baseUrl', mask(item.baseUrl));
  if (item.kind === 'boot-arg' && item.value !== null)
    return change(item, 'value', maskValue(item.name, item.value));
  return item;
}

function change<I extends object, K extends keyof I>(item: I, key: K, value: I[K]): I {
  return item[key] === value ? item : { ...item, [key]: value };
}

function mask(text: string): string {
  return withholdSecrets(text).text;
}

/** A value is a secret by itself, or by the name before it. */
function maskValue(name: string, value: string): string {
  const masked = mask(value);
  const setting = `${name}=${masked}`;
  return mask(setting) === setting ? masked : WITHHELD;
}

export function withholdContent(content: FileContent): FileContent {
  const { text, lines } = withholdSecrets(content.text);
  return lines === 0 ? content : { ...content, text, withheldLines: content.withheldLines + lines };
}
