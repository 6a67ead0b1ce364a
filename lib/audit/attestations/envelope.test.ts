import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, type KeyObject, sign as signBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crypto as reference, dsse } from "@sigstore/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attestationSigner } from "../attestation-signer";
import { readCheckpoint } from "../checkpoint";
import { ledgerSigner, publicKeyObject } from "../signing-key";
import { type Envelope, openEnvelope, preAuthEncoding, seal, statementType } from "./envelope";
import { statement } from "./statement";

const seed = new Uint8Array(32).fill(7);
const signer = attestationSigner(seed);
const sign = (bytes: Uint8Array) => ({ keyid: signer.keyId, sig: signer.sign(bytes) });
const sample = statement([{ name: "a", digest: { sha256: "0".repeat(64) } }], "https://example.org/v1", {
  b: "ü",
});
const sealed = seal(sample, sign);
const [signature = { keyid: "", sig: "" }] = sealed.signatures;

/** OpenSSL 3, where it is installed: LibreSSL, which some systems call by the same name, signs no whole messages. */
const hasOpenssl = String(spawnSync("openssl", ["pkeyutl", "-help"]).stderr).includes("-rawin");

/** OpenSSL's verdict on an envelope's first signature. */
function opensslVerifies({ payloadType, payload, signatures }: Envelope, key: KeyObject): boolean {
  const folder = mkdtempSync(join(tmpdir(), "countersign-dsse-"));
  const write = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  try {
    execFileSync(
      "openssl",
      [
        "pkeyutl",
        "-verify",
        "-rawin",
        "-pubin",
        "-inkey",
        write("key.pem", key.export({ format: "pem", type: "spki" })),
        "-in",
        write("signed", preAuthEncoding(payloadType, Buffer.from(payload, "base64"))),
        "-sigfile",
        write("signature", Buffer.from(signatures[0]?.sig ?? "", "base64")),
      ],
      { stdio: "ignore" },
    );
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("an envelope", () => {
  it("is signed over the encoding that the published vector shows", () => {
    const coordinate = (decimal: string) =>
      Buffer.from(BigInt(decimal).toString(16).padStart(64, "0"), "hex").toString("base64url");
    const key = createPublicKey({
      format: "jwk",
      key: {
        kty: "EC",
        crv: "P-256",
        x: coordinate("46950820868899156662930047687818585632848591499744589407958293238635476079160"),
        y: coordinate("5640078356564379163099075877009565129882514886557779369047442380624545832820"),
      },
    });
    const signed = preAuthEncoding("http://example.com/HelloWorld", Buffer.from("hello world"));
    expect(signed.toString()).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    const raw = "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==";
    const sig = derOf(Buffer.from(raw, "base64")).toString("base64");
    const envelope = {
      payloadType: "http://example.com/HelloWorld",
      payload: "aGVsbG8gd29ybGQ=",
      signatures: [{ keyid: "66301bbf", sig }],
    };
    expect(openEnvelope(envelope, [key])?.content.toString()).toBe("hello world");
  });

  it("is encoded and verified as the reference implementation does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.uint8Array(), (type, bytes) => {
        expect(preAuthEncoding(type, bytes)).toEqual(dsse.preAuthEncoding(type, Buffer.from(bytes)));
      }),
    );
    const signed = dsse.preAuthEncoding(sealed.payloadType, Buffer.from(sealed.payload, "base64"));
    expect(reference.verify(signed, signer.publicKey, Buffer.from(signature.sig, "base64"))).toBe(true);
  });

  it.skipIf(!hasOpenssl)("is verified by OpenSSL, and not where a byte of it was changed", () => {
    expect(opensslVerifies(sealed, signer.publicKey)).toBe(true);
    const other = Buffer.from(sealed.payload, "base64");
    other[2] = (other[2] ?? 0) ^ 1;
    expect(opensslVerifies({ ...sealed, payload: other.toString("base64") }, signer.publicKey)).toBe(false);
    expect(opensslVerifies({ ...sealed, payloadType: "text/plain" }, signer.publicKey)).toBe(false);
    expect(opensslVerifies(sealed, attestationSigner(new Uint8Array(32).fill(8)).publicKey)).toBe(false);
  });

  it("is signed by the ledger's key, and reads as no checkpoint", () => {
    const log = ledgerSigner(seed, "log.example.org");
    expect(signer.publicKey.equals(publicKeyObject(log.key.publicKey))).toBe(true);
    const signed = preAuthEncoding(sealed.payloadType, Buffer.from(sealed.payload, "base64")).toString();
    expect(readCheckpoint(signed)).toBeNull();
    expect(signed.endsWith("\n")).toBe(false);
  });

  it("holds the statement, and is the same each time", () => {
    expect(sealed.payloadType).toBe("application/vnd.in-toto+json");
    expect(JSON.parse(openEnvelope(sealed, [signer.publicKey])?.content.toString() ?? "")).toEqual(sample);
    expect(seal(sample, sign)).toEqual(sealed);
    expect(signature.keyid).toMatch(/^[0-9a-f]{64}$/);
  });

  it("opens with a key of any usual kind, whichever signature is its, and with no other", () => {
    const kinds = [
      generateKeyPairSync("ed25519"),
      generateKeyPairSync("ec", { namedCurve: "P-256" }),
      generateKeyPairSync("ec", { namedCurve: "P-384" }),
      generateKeyPairSync("rsa", { modulusLength: 2048 }),
    ];
    const hashes = [null, "sha256", "sha384", "sha256"];
    const payload = Buffer.from("{}");
    const signed = preAuthEncoding(statementType, payload);
    const signatures = kinds.map(({ privateKey }, at) => ({
      keyid: "",
      sig: signBytes(hashes[at] ?? null, signed, privateKey).toString("base64"),
    }));
    const envelope = { payloadType: statementType, payload: payload.toString("base64"), signatures };
    for (const { publicKey } of kinds) expect(openEnvelope(envelope, [publicKey])?.key).toBe(publicKey);
    expect(openEnvelope(envelope, [signer.publicKey])).toBeNull();
    expect(
      openEnvelope({ ...envelope, signatures: [{ keyid: "", sig: "AAAA" }] }, [signer.publicKey]),
    ).toBeNull();
    expect(openEnvelope(envelope, [])).toBeNull();
  });
});

/** An ECDSA signature of two halves as the sequence of two integers that programs exchange. */
function derOf(halves: Buffer): Buffer {
  const integer = (half: Buffer): Buffer => {
    const digits = half.subarray(
      Math.max(
        0,
        half.findIndex((byte) => byte !== 0),
      ),
    );
    const positive = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
    return Buffer.concat([Buffer.of(2, positive.byteLength), positive]);
  };
  const both = Buffer.concat([integer(halves.subarray(0, 32)), integer(halves.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, both.byteLength), both]);
}
