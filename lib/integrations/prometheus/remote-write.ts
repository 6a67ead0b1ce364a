// protobufjs/minimal is the bounds-checked reader alone, with no code generation; snappy is the Rust one, off the JavaScript thread.
import protobuf from "protobufjs/minimal";
import { uncompress } from "snappy";

/** A series as Prometheus sends it (remote-write 1.0). */
export interface WrittenSeries {
  labels: Record<string, string>;
  samples: { t: number; v: number }[];
}

export interface Written {
  series: WrittenSeries[];
  /** Marks that a series ended: no measurement, not kept. */
  staleMarkers: number;
  /** Not read here. */
  histograms: number;
}

/** A request expands tenfold at most in practice; what expands further is made to fill the memory. */
export const mostExpandedBytes = 32 * 1024 * 1024;

/** What is wrong with a request, in words for the sender's log. */
export class UnreadableWrite extends Error {
  override readonly name = "UnreadableWrite";
}

export async function readRemoteWrite(body: Uint8Array): Promise<Written> {
  const size = expandedSize(body);
  if (size === null) throw new UnreadableWrite("the body is not snappy (block format)");
  if (size > mostExpandedBytes)
    throw new UnreadableWrite(`the body expands to ${size} bytes, more than ${mostExpandedBytes}`);
  const bytes = await uncompress(Buffer.from(body), { asBuffer: true }).catch(() => {
    throw new UnreadableWrite("the body is not snappy (block format)");
  });
  try {
    return readWriteRequest(Buffer.from(bytes));
  } catch (error) {
    if (error instanceof UnreadableWrite) throw error;
    throw new UnreadableWrite("the body is no prometheus.WriteRequest");
  }
}

/** What a block says of its own length before it is expanded: a varint of at most 32 bits. */
function expandedSize(body: Uint8Array): number | null {
  let size = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = body[index];
    if (byte === undefined) return null;
    size += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return size < 2 ** 32 ? size : null;
  }
  return null;
}

function readWriteRequest(bytes: Uint8Array): Written {
  const reader = protobuf.Reader.create(bytes);
  const written: Written = { series: [], staleMarkers: 0, histograms: 0 };
  eachField(reader, reader.len, (field) => {
    if (field !== 1) return false;
    written.series.push(readSeries(reader, written));
    return true;
  });
  return written;
}

function readSeries(reader: protobuf.Reader, written: Written): WrittenSeries {
  const series: WrittenSeries = { labels: {}, samples: [] };
  eachField(reader, endOf(reader), (field) => {
    if (field === 1) {
      const { name, value } = readLabel(reader);
      series.labels[name] = value;
    } else if (field === 2) {
      const sample = readSample(reader);
      if (sample === null) written.staleMarkers += 1;
      else series.samples.push(sample);
    } else {
      if (field === 4) written.histograms += 1;
      return false;
    }
    return true;
  });
  return series;
}

function readLabel(reader: protobuf.Reader): { name: string; value: string } {
  const label = { name: "", value: "" };
  eachField(reader, endOf(reader), (field) => {
    if (field === 1) label.name = reader.string();
    else if (field === 2) label.value = reader.string();
    else return false;
    return true;
  });
  return label;
}

/** The one NaN of many by which Prometheus says that a series is no more. */
const staleMarker = 0x7ff0000000000002n;

/** null: a stale marker. Fields that are zero are not sent. */
function readSample(reader: protobuf.Reader): { t: number; v: number } | null {
  const sample = { t: 0, v: 0 };
  let isStale = false;
  eachField(reader, endOf(reader), (field) => {
    if (field === 1) {
      const at = reader.pos;
      sample.v = reader.double();
      isStale = Buffer.from(reader.buf.buffer, reader.buf.byteOffset).readBigUInt64LE(at) === staleMarker;
    } else if (field === 2) sample.t = Number(reader.int64());
    else return false;
    return true;
  });
  return isStale ? null : sample;
}

/** Ends of messages within messages lie within the outer one, or it is none. */
function endOf(reader: protobuf.Reader): number {
  const length = reader.uint32();
  if (reader.pos + length > reader.len) throw new UnreadableWrite("a message ends behind the body");
  return reader.pos + length;
}

function eachField(reader: protobuf.Reader, end: number, read: (field: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!read(tag >>> 3)) reader.skipType(tag & 7);
  }
  if (reader.pos !== end) throw new UnreadableWrite("a field ends behind its message");
}
