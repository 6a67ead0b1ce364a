import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import { zoneCookie, zoneOf } from "@/components/layout/zone";
import type { Reader } from "@/components/ui/time";
import { kernel } from "@/lib/platform/app";
import { unstorable } from "@/lib/platform/names";

/** Who reads: their time zone as their browser told it, and the moment. */
export const getReader = cache(async (): Promise<Reader> => {
  const zone = (await cookies()).get(zoneCookie)?.value;
  return {
    zone: zoneOf(zone === undefined ? undefined : decodeURIComponent(zone)),
    now: kernel().clock.now().getTime(),
  };
});

/** The first value of a search parameter; what no column can hold counts as not given. */
export function one(value: string | string[] | undefined): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === "" || unstorable(first) !== null ? undefined : first;
}
