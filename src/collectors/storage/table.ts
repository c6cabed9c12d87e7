import type { DiskItem, PartitionItem } from '../../model/inventory.ts';
import type { TextLine } from '../reading.ts';

/** One entry of a partition table. */
export interface TableEntry {
  readonly number: number;
  readonly startBytes: number | null;
  readonly sizeBytes: number | null;
  /** GUID in capitals, else the four-digit code of sgdisk, else the DOS type byte in small hexadecimal. */
  readonly type: PartitionItem['type'];
  /** Name in a GPT; null where the table has none. */
  readonly name: string | null;
}

export interface PartitionTable {
  readonly kind: DiskItem['table'];
  readonly entries: readonly TableEntry[];
  /** Lines inside the table that are not understood: the installer would not understand them either. */
  readonly strayLines: readonly TextLine[];
  /** The line that says what it is. */
  readonly line: TextLine | null;
  /** Command that said it. */
  readonly origin: string;
}
