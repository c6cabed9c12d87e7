import type { BackupView } from '../../model/report.ts';
import { codeText, plainText } from '../../lib/markdown.ts';
import { countOf, formatBytes } from '../../lib/quantities.ts';
import { few, withMore, type PageSection } from './sections.ts';

/** Where the backup lies, who can open it, and what is not in it. */
export function backupSection(view: BackupView): PageSection {
  const { file, sizeBytes, sha256, isEncrypted, note, taken, facts, groups } = view;
  const head = `${codeText(file)}, ${formatBytes(sizeBytes)}, SHA-256 ${codeText(sha256)}: ${countOf(taken, 'path')} and the answers of ${countOf(facts, 'command')}.`;
  const lists = groups.map(({ label, meaning, entries }) => {
    const lines = few(entries, ({ path, because }) => `- ${codeText(path)}: ${plainText(because)}`).join(
      '\n',
    );
    return `${label} (${entries.length}). ${meaning}\n\n${withMore(lines, entries.length)}`;
  });
  return {
    title: 'Backup',
    body: [
      head,
      isEncrypted ? plainText(note) : `**${plainText(note)}**`,
      ...(lists.length > 0 ? lists : ['Nothing that was chosen is missing in it.']),
    ].join('\n\n'),
    brief: `${head} ${plainText(note)}`,
  };
}
