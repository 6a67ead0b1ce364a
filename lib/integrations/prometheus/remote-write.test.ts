import fc from "fast-check";
import { compressSync } from "snappy";
import { describe, expect, it, test } from "vitest";
import { encodeWrite } from "./fixtures/encode-write";
import { readRemoteWrite, UnreadableWrite } from "./remote-write";

describe("a remote-write request", () => {
  const latency = { __name__: "latency_ms", cohort: "canary", countersign_release: "silero" };

  it("is read with labels, times and values; zeros, which are not sent, too", async () => {
    const body = encodeWrite([
      {
        labels: latency,
        samples: [
          { t: 1_767_225_600_123, v: 2.5 },
          { t: 1_767_225_601_000, v: 0 },
        ],
      },
    ]);
    expect(await readRemoteWrite(body)).toEqual({
      series: [
        {
          labels: latency,
          samples: [
            { t: 1_767_225_600_123, v: 2.5 },
            { t: 1_767_225_601_000, v: 0 },
          ],
        },
      ],
      staleMarkers: 0,
      histograms: 0,
    });
  });

  it("tells a stale marker from a NaN that was measured", async () => {
    const body = encodeWrite([
      {
        labels: latency,
        samples: [
          { t: 1, v: "stale" },
          { t: 2, v: Number.NaN },
        ],
      },
    ]);
    const { series, staleMarkers } = await readRemoteWrite(body);
    expect(staleMarkers).toBe(1);
    expect(series[0]?.samples).toEqual([{ t: 2, v: Number.NaN }]);
  });

  it("is read whatever else stands in it", async () => {
    const body = encodeWrite([{ labels: latency, samples: [{ t: 1, v: 1 }], histograms: 2 }], {
      metadata: 3,
    });
    expect(await readRemoteWrite(body)).toMatchObject({
      series: [{ samples: [{ t: 1, v: 1 }] }],
      histograms: 2,
    });
  });

  it("is refused where it would expand beyond its limit, before it is expanded", async () => {
    const bomb = compressSync(Buffer.alloc(64 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(8 * 1024 * 1024);
    await expect(readRemoteWrite(bomb)).rejects.toThrow("expands to 67108864 bytes");
    await expect(readRemoteWrite(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0]))).rejects.toThrow(
      "expands to",
    );
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["no snappy", Buffer.from("hello, hello, hello")],
    ["an endless length", Buffer.alloc(20, 0xff)],
    ["no protobuf", compressSync("hello, hello, hello")],
    ["a message that ends behind the body", compressSync(Buffer.from([0x0a, 0x7f, 0x0a]))],
  ])("is refused where it is %s", async (_, body) => {
    await expect(readRemoteWrite(body)).rejects.toThrow(UnreadableWrite);
  });
});

test("any bytes are read or refused, and nothing else is thrown", async () => {
  const series = fc.record({
    labels: fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), { maxKeys: 4 }),
    samples: fc.array(fc.record({ t: fc.maxSafeInteger(), v: fc.double() }), { maxLength: 4 }),
  });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.tuple(fc.array(series, { maxLength: 3 }), fc.nat(), fc.nat(255)).map(([all, place, byte]) => {
      const body = encodeWrite(all, { compressed: false });
      if (body.length > 0) body[place % body.length] = byte;
      return body;
    }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (raw) => {
      const read = await readRemoteWrite(compressSync(Buffer.from(raw))).catch((error: unknown) => error);
      if (read instanceof Error) expect(read).toBeInstanceOf(UnreadableWrite);
    }),
    { numRuns: 500 },
  );
});
