import { unstorable } from "@/lib/platform/names";

const longest = 480;

/** A text as a note on the server takes it: one line, not too long. */
export function shown(text: string): string {
  const line = text.replace(/[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu, " ").trim();
  const short = line.length > longest ? `${line.slice(0, longest)}…` : line;
  return unstorable(short) === null ? short : short.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

const architectures: Readonly<Record<string, string>> = { x64: "amd64" };

/** This machine as manifests name platforms: `linux/amd64`. */
export function ownPlatform(): string {
  return `${process.platform}/${architectures[process.arch] ?? process.arch}`;
}
