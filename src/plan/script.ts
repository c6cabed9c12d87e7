import { readFileSync } from 'node:fs';
import { encodePath } from '../lib/path-bytes.ts';
import type { RestoreFile, RestorePlan } from '../model/restore-plan.ts';
import { encodeBytes, encodeSentence, quoted } from './shell-words.ts';

const BEGIN = /^# -+ data of this host begins\n/m;
const END = /^# -+ data of this host ends\n/m;

/** restore.sh: the fixed program of this folder with the data of the plan in it. */
export function renderRestoreScript(plan: RestorePlan): string {
  const body = readFileSync(new URL('restore.sh', import.meta.url), 'utf8');
  const begin = BEGIN.exec(body);
  const end = END.exec(body);
  if (begin === null || end === null) throw new Error('restore.sh has no place for its data');
  return body.slice(0, begin.index + begin[0].length) + dataOf(plan) + body.slice(end.index);
}

/** Name of the folder that restore.sh makes below /root, without its beginning; only letters, digits, dots and dashes. */
export function stagingName({ host }: RestorePlan): string {
  return (
    (host.hostname ?? host.address)
      .replace(/[^A-Za-z0-9.-]+/g, '_')
      .replace(/^[.-]+/, '')
      .slice(0, 80) || 'host'
  );
}

function dataOf(plan: RestorePlan): string {
  const { host, upgrade, archive, files } = plan;
  const values: readonly (readonly [string, string])[] = [
    ['plan_name', encodeSentence(host.hostname ?? host.address)],
    ['plan_uuid', encodeText(host.uuid ?? '')],
    ['plan_version', encodeText(upgrade.productVersion)],
    ['plan_target', encodeSentence(upgrade.toName)],
    ['plan_folder', stagingName(plan)],
    ['plan_count', String(files.filter(({ act }) => act !== 'parent').length)],
    ['plan_archive', encodeText(archive?.file ?? '')],
    ['plan_archive_sha256', archive?.sha256 ?? ''],
    ['plan_encrypted', archive?.encrypted === true ? 'yes' : 'no'],
    ['plan_backup_partition', encodeSentence(plan.backupPartition)],
  ];
  return [
    ...values.map(([name, value]) => `${name}=${quoted(value)}`),
    '# number how type mode uid user gid group time bytes sha256 attributes path leads-to fate works-there why',
    'entries() {',
    '  :',
    ...files.map((file) => `  entry ${fieldsOf(file).join(' ')}`),
    '}',
    '',
  ].join('\n');
}

function fieldsOf(file: RestoreFile): readonly string[] {
  return [
    String(file.number),
    file.act,
    file.type,
    file.mode,
    String(file.uid),
    quoted(encodeText(file.user ?? '')),
    String(file.gid),
    quoted(encodeText(file.group ?? '')),
    quoted(file.mtime === null ? '' : String(Math.floor(Date.parse(file.mtime) / 1000))),
    String(file.sizeBytes),
    quoted(file.sha256 ?? ''),
    file.attributes ? 'yes' : 'no',
    quoted(encodedPath(file)),
    quoted(file.leadsTo === null ? '' : encodeBytes(encodePath(file.leadsTo, file.pathEncoding))),
    file.fate ?? 'none',
    file.compat ?? 'none',
    quoted(encodeSentence(file.because)),
  ];
}

/** The path as `restore.sh` shows and takes it. */
export function encodedPath({ path, pathEncoding }: Pick<RestoreFile, 'path' | 'pathEncoding'>): string {
  return encodeBytes(encodePath(path, pathEncoding));
}

function encodeText(text: string): string {
  return encodeBytes(Buffer.from(text, 'utf8'));
}
