import { z } from "zod";
import { digestOf } from "@/lib/bundles/digest";
import { etagOf } from "@/lib/platform/web";

/** The key of what was made or changed. */
export const KeyAnswer = z.strictObject({ key: z.string() });
/** The address of whose place changed. */
export const EmailAnswer = z.strictObject({ email: z.string() });

/** An answer whose entity tag is the digest of all that it says; commands compare the same digest. */
export function versioned<Body>(body: Body) {
  return { status: 200 as const, body, headers: { etag: etagOf(digestOf(body)) } };
}
