import type { Manifest } from "@/lib/bundles/schemas";

/** An entry of the ledger as it is stored, with its digest. */
export interface EntryFact {
  id: string;
  digest: string;
  type: string;
  at: string;
  actor: { kind: string; id: string | null };
  by: {
    rule: string;
    role: string | null;
    grant: string[];
    confirmed?: { method: string; at: string };
  };
  subjects: Record<string, string | null>;
  before: string | null;
  after: string | null;
  policy: Record<string, string | null>;
  payload: Record<string, unknown>;
  commitments: Record<string, string>;
}

/** What opens an entry's commitment to its actor's name and address. */
export interface Opening {
  name: string;
  /** Base64. */
  salt: string;
}

/** All that the attestations of a release are made of: its entries in their order, and what they name by digest. */
export interface AttestationFacts {
  /** Address of this Countersign, without a slash at its end. */
  site: string;
  release: { id: string; slug: string };
  /** Keys of its gates, as they are now. */
  gates: ReadonlySet<string>;
  /** Ids of its components, by key. */
  componentIds: ReadonlyMap<string, string>;
  entries: readonly EntryFact[];
  /** Digests of template versions, by `key@version`. */
  templates: ReadonlyMap<string, string>;
  manifests: ReadonlyMap<string, Manifest>;
  /** Addresses of reports, by id of the check's result. */
  urls: ReadonlyMap<string, string>;
  /** By id of the entry; empty where names are not asked for. */
  openings: ReadonlyMap<string, Opening>;
}

/** By component what its candidate was when an entry was appended. */
export function candidatesAt({ entries }: AttestationFacts, entry: EntryFact): Map<string, string> {
  const candidates = new Map<string, string>();
  for (const each of entries) {
    if (each === entry) break;
    const component = each.payload["component"];
    if (each.type === "candidate.set" && typeof component === "string" && each.after !== null)
      candidates.set(component, each.after);
  }
  return candidates;
}
