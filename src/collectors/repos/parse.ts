import type { Evidence, FileContent, RepoItem } from '../../model/inventory.ts';
import type { Collected, Parts } from '../define.ts';
import { contentOf, evidenceOf, readSection, type PartGap, type ShownFile } from '../reading.ts';
import { parseIni, type IniSection } from './ini.ts';

/*
 * /etc/yum.conf, /etc/yum.repos.d/*.repo and beside them /etc/yum/, as text; the same on 6.0 to 6.5. Typical:
 *
 *     [citrix]
 *     name=XenServer updates
 *     baseurl=http://repo.example.com/xs6/$basearch
 *     enabled=0
 *
 * Each section other than [main] is one repo item; yum takes a repository that names no `enabled` as enabled, and of two with
 * one id the first. No file at all: no yum, which is no gap. Gaps: lines that no section can take (yum refuses the whole file
 * then), files cut by the limit. User and password in an address are withheld.
 * Learnt from the yum.conf manual page of CentOS 5 (yum 3.2).
 */
export function parseRepos(parts: Parts): Collected {
  const { files, gaps } = readSection(parts['yum']);
  const items = new Map<string, RepoItem>();
  const found: PartGap[] = [...gaps];
  for (const file of files) {
    if (file.path !== '/etc/yum.conf' && !file.path.endsWith('.repo')) continue;
    const { sections, strayLines } = parseIni(file.lines);
    for (const section of sections) {
      if (section.name === 'main') continue;
      const item = repoItem(section, file);
      const first = items.get(item.id);
      items.set(item.id, first ? { ...first, evidence: [...first.evidence, ...item.evidence] } : item);
    }
    if (strayLines[0]) found.push(strayGap(file, strayLines[0].number, strayLines.length));
  }
  return { items: [...items.values()], gaps: found, contents: files.map(withoutCredentials) };
}

function repoItem(section: IniSection, file: ShownFile): RepoItem {
  const option = (name: string) => section.options.get(name) ?? null;
  const address = option('baseurl') ?? option('mirrorlist') ?? option('metalink');
  const evidence: Evidence[] = [evidenceOf(file.path, section.line)];
  return {
    kind: 'repo',
    id: `repo:${section.name}`,
    evidence,
    repoId: section.name,
    file: file.path,
    name: option('name'),
    baseUrl: address === null ? null : hideCredentials(address).split('\n').join(' '),
    enabled: !/^(0|no|false|off)$/i.test(option('enabled') ?? '1'),
  };
}

function strayGap(file: ShownFile, line: number, count: number): PartGap {
  return {
    origin: file.path,
    reason: 'unparsable',
    detail: `${count} lines from line ${line} on belong to no section and are not understood`,
  };
}

/** What stands before the host name of an address: a user with a password, or a token alone. */
function hideCredentials(text: string): string {
  return text.replace(/(:\/\/)[^/\s]*@/g, '$1[withheld]@');
}

/** The host masks such addresses too; an older recording may not have done so. */
function withoutCredentials(file: ShownFile): FileContent {
  const content = contentOf(file);
  const text = hideCredentials(content.text);
  if (text === content.text) return content;
  const before = content.text.split('\n');
  const hidden = text.split('\n').filter((line, index) => line !== before[index]).length;
  return { ...content, text, withheldLines: content.withheldLines + hidden };
}
