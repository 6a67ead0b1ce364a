// Several files as one artifact: a tar archive (POSIX ustar) that is the same,
// byte for byte, for the same files. No owner, no time, no order of the disk.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

const blockBytes = 512;

/** @param {number} number @param {number} length of the field, its end included */
const octal = (number, length) => `${number.toString(8).padStart(length - 1, "0")}\0`;

function header(name, size) {
  const block = Buffer.alloc(blockBytes);
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long for an archive`);
  block.write(name, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  // The sum is taken with blanks in its own place.
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\0" + "00", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/**
 * @param {string} path of the archive
 * @param {{name: string, path: string}[]} files by the name under which each is unpacked
 */
export function writeArchive(path, files) {
  const archive = openSync(path, "w");
  try {
    for (const file of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const content = readFileSync(file.path);
      writeSync(archive, header(file.name, content.length));
      writeSync(archive, content);
      writeSync(archive, Buffer.alloc(-content.length & (blockBytes - 1)));
    }
    writeSync(archive, Buffer.alloc(2 * blockBytes));
  } finally {
    closeSync(archive);
  }
}
