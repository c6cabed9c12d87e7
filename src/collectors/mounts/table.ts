import { decodePath } from '../../lib/path-bytes.ts';
import type { Evidence } from '../../model/inventory.ts';
import { excerptOf, type PartGap } from '../reading.ts';

/** A line of fstab, /proc/mounts or mtab. */
export interface MountLine {
  readonly source: string;
  readonly target: string;
  readonly fsType: string;
  readonly options: string;
  readonly evidence: Evidence;
}

/**
 * Lines of `source target type options …`, blanks and the like in the names as `\040`. Read byte by byte, since a mount point
 * need not be UTF-8.
 */
export function readMountTable(origin: string, body: Buffer | undefined, gaps: PartGap[]): MountLine[] {
  return splitRows(body).flatMap(({ number, fields }): MountLine[] => {
    const [source, target, fsType, options = 'defaults'] = fields;
    if (source === undefined || target === undefined || fsType === undefined) {
      gaps.push({
        origin,
        reason: 'unparsable',
        detail: `line ${number} has fewer than three fields, so what it mounts is not known`,
      });
      return [];
    }
    const shown = withheld(decoded(options));
    return [
      {
        source: decoded(source),
        target: decoded(target),
        fsType: decoded(fsType),
        options: shown,
        evidence: {
          origin,
          line: number,
          excerpt: excerptOf(
            [decoded(source), decoded(target), decoded(fsType), shown, ...fields.slice(4)].join(' '),
          ),
        },
      },
    ];
  });
}

/** Fields of each line that is neither blank nor a comment, still escaped, one character a byte. */
export function splitRows(body: Buffer | undefined): { number: number; fields: string[] }[] {
  if (!body) return [];
  return body
    .toString('latin1')
    .split('\n')
    .map((line, index) => ({
      number: index + 1,
      fields: line.split(/[ \t\r]+/).filter((field) => field !== ''),
    }))
    .filter(({ fields }) => fields.length > 0 && !fields[0]?.startsWith('#'));
}

/** Undoes `\040` and reads the bytes as a path. */
export function decoded(field: string): string {
  const plain = field.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return decodePath(Buffer.from(plain, 'latin1')).path;
}

/** A password among the options of a mount (cifs, davfs, curlftpfs) is not for the inventory. */
function withheld(options: string): string {
  return options.replace(/(^|,)(pass|password|passwd|pwd|secret)=[^,]*/gi, '$1$2=[withheld]');
}
