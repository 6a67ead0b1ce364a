import type { Margins } from "@/lib/bundles/tolerance";
import { type Expected, type OutputFormat, outputFormat } from "@/lib/bundles/expected-schemas";
import type { Artifact, Manifest } from "@/lib/bundles/schemas";

/** An output that a replay has to produce, and with what it is compared. */
export interface Expectation {
  path: string;
  sha256: string;
  /** null: byte for byte. */
  margins: Margins | null;
  format: OutputFormat | null;
  /** The artifact that holds the expected output; null: none does, and only its hash is known. */
  reference: Artifact | null;
}

/** What a manifest expects of its replay, each with the artifact that it is compared with. */
export function expectationsOf({ replay, artifacts }: Manifest): Expectation[] {
  return (replay?.expects ?? []).flatMap(({ path, sha256: stated, reference: named, tolerance }) => {
    const reference =
      artifacts.find((each) =>
        named === undefined ? each.sha256 === stated : each.kind === named.kind && each.name === named.name,
      ) ?? null;
    const sha256 = stated ?? reference?.sha256;
    if (sha256 === undefined) return [];
    return [{ path, sha256, margins: marginsOf(tolerance), format: outputFormat(path), reference }];
  });
}

function marginsOf(tolerance: Expected["tolerance"]): Margins | null {
  if (tolerance === undefined) return null;
  return typeof tolerance === "string" ? { absolute: tolerance } : tolerance;
}
