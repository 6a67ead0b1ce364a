import "server-only";
import { cache } from "react";
import type { Reader } from "@/components/ui/time";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import type { Reader as Database } from "@/lib/platform/db";
import { Moment } from "@/lib/platform/moments";
import { asOf, isAboutMoment } from "@/lib/releases/moment-queries";
import { pastSlug } from "@/lib/releases/past-address";
import { getPastRelease, type PastRelease } from "@/lib/releases/past-queries";
import { found } from "../_lib/found";
import { getReader } from "../_lib/reader";

/** A release as of a moment; its own slug stands in `slug`, and in the view what its pages' addresses have in place of it. */
export interface Past extends PastRelease {
  slug: string;
  at: Date;
  /** Who reads, at that moment. */
  reader: Reader;
  /** Reads more of the same moment. */
  read: <T>(query: (db: Database, asked: { slug: string; now: Date }) => Promise<T>) => Promise<T>;
}

/** Why a moment cannot be shown. */
export interface NotShown {
  reason: string;
}

export function isShown(past: Past | NotShown): past is Past {
  return "view" in past;
}

/** The release of an address as of its moment; where it cannot be, why. Whoever may not see it now finds nothing. */
export const getPast = cache(async (slug: string, text: string): Promise<Past | NotShown> => {
  const parsed = Moment.safeParse(text);
  if (!parsed.success) return { reason: `“${text}” is no time such as 2026-12-01T12:00:00Z.` };
  const actor = await requireActor();
  const { db, clock } = kernel();
  const at = new Date(parsed.data);
  const asked = { slug, actor, now: clock.now(), at };
  const read: Past["read"] = (query) => asOf(db, asked, (then) => query(then.db, { slug, now: then.now }));
  try {
    const { view, rights } = await read(getPastRelease);
    const reader = { ...(await getReader()), now: at.getTime() };
    const page = pastSlug(slug, at.toISOString());
    // What has come out since is told by the page of now.
    const template = { ...view.template, latest: view.template.version };
    return { slug, at, reader, read, rights, view: { ...view, slug: page, template } };
  } catch (error) {
    if (isAboutMoment(error)) return { reason: error.message };
    return found(Promise.reject(error as Error));
  }
});

/** As an address has it, without its escapes. */
export function momentOf(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
