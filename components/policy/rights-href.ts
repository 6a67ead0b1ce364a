import { type Without, withoutText } from "@/lib/gates/findings-schemas";

/** What the page of rights is asked: whose matrix it shows, and what is taken away. */
export interface RightsAsked {
  /** As its address has it; empty: the organisation. */
  of: string;
  without: readonly Without[];
  /** `Sun 03` in a zone; null: none. */
  hour: { hour: string; zone: string } | null;
}

export function rightsHref({ of, without, hour }: RightsAsked): string {
  const query = new URLSearchParams();
  if (of !== "") query.set("of", of);
  for (const each of without) query.append("without", withoutText(each));
  if (hour !== null) {
    query.set("hour", hour.hour);
    query.set("zone", hour.zone);
  }
  return query.size === 0 ? "/rights" : `/rights?${query.toString()}`;
}
