const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Bytes of a path as text. UTF-8 stays as it is; anything else is percent-encoded whole: every byte
 * outside printable ASCII, and the percent sign, becomes `%XX`.
 */
export function decodePath(bytes: Uint8Array): { path: string; pathEncoding?: 'percent' } {
  try {
    return { path: decoder.decode(bytes) };
  } catch {
    let path = '';
    for (const byte of bytes) {
      path +=
        byte < 0x21 || byte > 0x7e || byte === 0x25
          ? '%' + byte.toString(16).toUpperCase().padStart(2, '0')
          : String.fromCharCode(byte);
    }
    return { path, pathEncoding: 'percent' };
  }
}

/** The bytes that `decodePath` was given. */
export function encodePath(path: string, pathEncoding?: 'percent'): Buffer {
  if (pathEncoding === undefined) return Buffer.from(path, 'utf8');
  const bytes: number[] = [];
  for (let i = 0; i < path.length; i++) {
    if (path[i] === '%') {
      bytes.push(Number.parseInt(path.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(path.charCodeAt(i));
  }
  return Buffer.from(bytes);
}
