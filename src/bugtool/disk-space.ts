const ROW = /^(\S.*?)\s+(\S+)\s+(\d+|-)\s+(\d+|-)\s+(-?\d+|-)\s+(\d+%|-)\s+(\/.*)$/;

/** One line of `df -alT` in the form of `df -P`. */
export interface SpaceRow {
  readonly target: string;
  readonly total: number;
  /** `source total used available use% target` */
  readonly line: string;
}

/** Rows of `df -alT`, which breaks a line after a long source, and names the type of the file system after it. */
export function readSpaceRows(text: string): SpaceRow[] {
  return text
    .replaceAll(/\n(?=[ \t])/g, ' ')
    .split('\n')
    .flatMap((line): SpaceRow[] => {
      const match = ROW.exec(line);
      if (!match) return [];
      const [, source = '', , total = '', used = '', available = '', percent = '', target = ''] = match;
      return [
        {
          target,
          total: total === '-' ? 0 : Number(total),
          line: [source, total, used, available, percent, target].join(' '),
        },
      ];
    });
}
