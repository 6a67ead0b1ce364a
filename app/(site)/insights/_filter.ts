import { readHealthQuery, type HealthQuery } from "@/lib/insights/schemas";
import { one } from "../_lib/reader";

export type Search = Record<string, string | string[] | undefined>;

/** The conditions in the address. */
export function healthQueryIn(search: Search): HealthQuery {
  return readHealthQuery({
    team: one(search["team"]),
    template: one(search["template"]),
    from: one(search["from"]),
    to: one(search["to"]),
  });
}
