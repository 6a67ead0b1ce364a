/** Type numbers of PostgreSQL's catalogue. */
const bigintType = 20;
const doubleType = 701;
const headerBytes = 20;
const elementBytes = 12;
const upperHalf = 2 ** 32;

/** A bigint[] in PostgreSQL's binary form, for columns of thousands: as text each number is written and read digit by digit. */
export function bigints(column: readonly number[]): Buffer {
  return arrayOf(bigintType, column, (view, at, value) => {
    view.setInt32(at, Math.floor(value / upperHalf));
    view.setUint32(at + 4, value >>> 0);
  });
}

/** A float8[] in the same form; null stands for NULL. */
export function doubles(column: readonly (number | null)[]): Buffer {
  return arrayOf(doubleType, column, (view, at, value) => view.setFloat64(at, value));
}

type Write = (view: DataView, at: number, value: number) => void;

/** One dimension, counted from 1; each element behind its length, which is -1 for NULL. */
function arrayOf(type: number, column: readonly (number | null)[], write: Write): Buffer {
  const bytes = Buffer.alloc(headerBytes + column.length * elementBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [place, word] of [1, 0, type, column.length, 1].entries()) view.setInt32(place * 4, word);
  let at = headerBytes;
  for (const value of column) {
    if (value === null) {
      view.setInt32(4, 1);
      view.setInt32(at, -1);
      at += 4;
      continue;
    }
    view.setInt32(at, 8);
    write(view, at + 4, value);
    at += elementBytes;
  }
  return bytes.subarray(0, at);
}
