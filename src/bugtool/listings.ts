/** One line of `ls -lR`. */
export interface ListedFile {
  readonly folder: string;
  readonly name: string;
  /** First letter of the mode: `-`, `d`, `l` … */
  readonly type: string;
  /** Target of a link; empty for anything else. */
  readonly target: string;
}

const LINE =
  /^([-dlbcps])[-rwxsStT]{9}[.+@]?\s+\d+\s+\S+\s+\S+\s+(?:\d+,\s+)?\d+\s+(?:\w{3}\s+\d+\s+[\d:]+|[\d-]+\s+[\d:.]+(?:\s+[-+]\d+)?)\s(.*)$/;

/** Output of `ls -lR`: a folder with a colon, then its lines. A name with a newline in it is not recognised, and left out. */
export function readLongListing(text: string): ListedFile[] {
  const files: ListedFile[] = [];
  let folder = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('/') && line.endsWith(':')) folder = line.slice(0, -1);
    const match = LINE.exec(line);
    if (!match || folder === '') continue;
    const [, type = '', words = ''] = match;
    const arrow = type === 'l' ? words.indexOf(' -> ') : -1;
    files.push({
      folder,
      name: arrow === -1 ? words : words.slice(0, arrow),
      type,
      target: arrow === -1 ? '' : words.slice(arrow + 4),
    });
  }
  return files;
}
