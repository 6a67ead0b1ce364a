/**
 * The container of an export: a POSIX tar with nothing to choose in it. Whoever knows the names and the contents knows every byte, so
 * that nothing can hide in a header or in the padding.
 */
export const blockSize = 512;
const mostBytes = 8 ** 11 - 1;

/** Two blocks of zeros. */
export const tarEnd = new Uint8Array(2 * blockSize);

/** How many zeros follow a content of this size. */
export const paddingOf = (size: number) => (blockSize - (size % blockSize)) % blockSize;

/** The header of a file, as POSIX.1-1988 has it: mode 644, nobody's, of the epoch. */
export function tarHeader(name: string, size: number): Uint8Array {
  if (!isTarName(name)) throw new Error(`${name} is no name of a file in an export`);
  if (size > mostBytes) throw new Error(`${name} is too large for an export`);
  const header = new Uint8Array(blockSize);
  write(header, 0, name);
  write(header, 100, "0000644\0");
  write(header, 108, "0000000\0");
  write(header, 116, "0000000\0");
  write(header, 124, `${octal(size, 11)}\0`);
  write(header, 136, `${octal(0, 11)}\0`);
  write(header, 148, " ".repeat(8));
  write(header, 156, "0");
  write(header, 257, "ustar\u000000");
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(header, 148, `${octal(sum, 6)}\0 `);
  return header;
}

/** Letters, digits, dots and dashes between slashes: safe to unpack wherever. */
export function isTarName(name: string): boolean {
  return name.length <= 100 && /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)*$/.test(name);
}

/** Name and size that a header says; null: it is none that `tarHeader` writes. */
export function readTarHeader(block: Uint8Array): { name: string; size: number } | null {
  if (block.length !== blockSize) return null;
  const name = textOf(block, 0, 100);
  const digits = textOf(block, 124, 12);
  if (!isTarName(name) || !/^[0-7]{11}$/.test(digits)) return null;
  const size = Number.parseInt(digits, 8);
  const written = tarHeader(name, size);
  return block.every((byte, n) => byte === written[n]) ? { name, size } : null;
}

export const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

function write(header: Uint8Array, at: number, text: string): void {
  for (let n = 0; n < text.length; n += 1) header[at + n] = text.charCodeAt(n);
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");

function textOf(block: Uint8Array, at: number, length: number): string {
  let text = "";
  for (const byte of block.subarray(at, at + length)) {
    if (byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}
