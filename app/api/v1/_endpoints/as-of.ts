import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import type { Reader } from "@/lib/platform/db";
import { Moment } from "@/lib/platform/moments";
import { asOf } from "@/lib/releases/moment-queries";

const At = Moment.transform((text) => new Date(text)).describe(
  "As it was recorded at this past moment. Whether the caller sees it is judged as of now",
);

/** What the addresses of a release take that can be read as of a past moment. */
export const AtQuery = z.object({ at: At.optional() });

interface Handled {
  kernel: Kernel;
  actor: Actor;
  params: { slug: string };
  query: { at?: Date | undefined };
}

/** Reads a release by a query, as it stands or as of the moment that is asked for. */
export function readAsOf<T>(
  { kernel, actor, params: { slug }, query: { at } }: Handled,
  read: (db: Reader, asked: { slug: string; actor: Actor; now: Date }) => Promise<T>,
): Promise<T> {
  const asked = { slug, actor, now: kernel.clock.now(), at };
  return asOf(kernel.db, asked, ({ db, now }) => read(db, { slug, actor, now }));
}
