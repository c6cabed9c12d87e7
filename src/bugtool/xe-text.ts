/**
 * Records in the form of `xe <kind>-list`: the uuid first and at the left, the other fields flushed right, so that all colons of a
 * record stand in one column, and two empty lines behind it (cli_printer.ml of xen-api at a1cce4a026).
 */
export function xeText(records: readonly (readonly (readonly [field: string, value: string])[])[]): string {
  return records
    .map((fields) => {
      const width = Math.max(...fields.map(([name]) => name.length)) + MARK.length + 1;
      const lines = fields.map(([name, value], index) => {
        const label = `${name}${MARK}`;
        return `${index === 0 ? label.padEnd(width) : label.padStart(width)}: ${oneLine(value)}\n`;
      });
      return `${lines.join('')}\n\n`;
    })
    .join('');
}

const MARK = ' ( RO)';

/** A name with newlines could pass for fields of its own. */
function oneLine(value: string): string {
  return value.replaceAll(/[\r\n]+/g, ' ');
}
