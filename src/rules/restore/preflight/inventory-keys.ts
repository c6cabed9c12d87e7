import { compareNumbers } from './numbers.ts';
import {
  CLEAR,
  found,
  inventoryKey,
  stopAt,
  unknown,
  type PreflightAnswer,
  type PreflightContext,
} from './context.ts';

type Keys = ReadonlyMap<string, string>;

function withKeys(
  context: PreflightContext,
  detail: string,
  answer: (keys: Keys) => PreflightAnswer,
): PreflightAnswer {
  return context.keys === null ? unknown(context, 'host', detail) : answer(context.keys);
}

/** Keys without which the installer does not take the host for one of its own (product.py:480-509@f7a21a1). */
function neededKeys(keys: Keys): string[] {
  return [
    'BUILD_NUMBER',
    'PLATFORM_VERSION',
    ...(keys.has('PRODUCT_NAME') ? ['PRODUCT_BRAND'] : ['PLATFORM_NAME']),
    keys.has('OEM_VERSION') ? 'OEM_VERSION' : 'PRODUCT_VERSION',
  ];
}

export function invKeys(context: PreflightContext): PreflightAnswer {
  return withKeys(context, 'whether the installer finds this host', (keys) => {
    const missing = neededKeys(keys).filter((key) => !keys.has(key));
    const stops = missing.map((key) =>
      stopAt(
        'inv-keys',
        inventoryKey(context, key),
        `${key} is missing from /etc/xensource-inventory, so the installer does not find this host.`,
        key,
      ),
    );
    const version = keys.get('PLATFORM_VERSION') ?? '0';
    if (isVersion(version) || isDoubleQuoted(version)) return found(stops);
    const sentence = `PLATFORM_VERSION is ${version}, which is no version number, so the installer does not find this host.`;
    return found([
      ...stops,
      stopAt('inv-keys', inventoryKey(context, 'PLATFORM_VERSION'), sentence, 'PLATFORM_VERSION'),
    ]);
  });
}

function isVersion(text: string): boolean {
  return /^\d+(\.\d+)*$/.test(text);
}

function isDoubleQuoted(text: string): boolean {
  return text.startsWith('"') || text.endsWith('"');
}

/** Keys whose value the installer compares or looks up. */
const COMPARED = ['PRODUCT_NAME', 'PLATFORM_VERSION', 'PRIMARY_DISK', 'MANAGEMENT_INTERFACE'];

export function invQuotes(context: PreflightContext): PreflightAnswer {
  return withKeys(context, 'whether the inventory file is quoted as the installer expects', (keys) =>
    found(
      COMPARED.filter((key) => isDoubleQuoted(keys.get(key) ?? '')).map((key) =>
        stopAt(
          'inv-quotes',
          inventoryKey(context, key),
          `${key} stands in double quotes in /etc/xensource-inventory; the installer only takes single quotes off, so to it the value is another one.`,
          key,
        ),
      ),
    ),
  );
}

export function productName(context: PreflightContext): PreflightAnswer {
  return withKeys(context, 'which product this host is', (keys) => {
    const key = keys.has('PRODUCT_NAME') ? 'PRODUCT_NAME' : 'PLATFORM_NAME';
    const name = keys.get(key);
    const wanted = context.profile.minimum.productName;
    if (name === undefined || name === wanted || isDoubleQuoted(name)) return CLEAR;
    const sentence = `${key} is ${name}; ${context.profile.product} upgrades hosts with ${wanted} only.`;
    return found([stopAt('name', inventoryKey(context, key), sentence)]);
  });
}

export function productVersion(context: PreflightContext): PreflightAnswer {
  return withKeys(context, 'which release this host is', (keys) => {
    const { key, version: oldest, means } = context.profile.minimum;
    const version = keys.get(key);
    if (version === undefined || !isVersion(version)) return CLEAR;
    const newest = key === 'PLATFORM_VERSION' ? context.profile.platformVersion : context.profile.version;
    if (compareNumbers(version, oldest) < 0) {
      const sentence = `${key} is ${version}; ${context.profile.product} upgrades from ${oldest} (${means}) on.`;
      return found([stopAt('version', inventoryKey(context, key), sentence)]);
    }
    if (newest !== null && compareNumbers(version, newest) > 0) {
      const sentence = `${key} is ${version}, which is newer than ${context.profile.product} (${newest}).`;
      return found([stopAt('version', inventoryKey(context, key), sentence)]);
    }
    return CLEAR;
  });
}

export function uuids(context: PreflightContext): PreflightAnswer {
  return withKeys(context, 'whether the UUIDs of this host are recorded', (keys) =>
    found(
      ['INSTALLATION_UUID', 'CONTROL_DOMAIN_UUID']
        .filter((key) => !keys.has(key))
        .map((key) =>
          stopAt(
            'uuids',
            inventoryKey(context, key),
            `${key} is missing from /etc/xensource-inventory; the installer finds that out when the disk has already been rewritten.`,
            key,
          ),
        ),
    ),
  );
}

export function primaryDiskKey(context: PreflightContext): PreflightAnswer {
  return withKeys(context, 'whether the boot disk of this host is recorded', (keys) =>
    keys.has('PRIMARY_DISK')
      ? CLEAR
      : found([
          stopAt(
            'primary-disk-key',
            inventoryKey(context, 'PRIMARY_DISK'),
            'PRIMARY_DISK is missing from /etc/xensource-inventory; the installer finds that out at the end of the restore.',
          ),
        ]),
  );
}
