import { z } from "zod";

import { oneOf } from "@/lib/platform/cross-checks";
import { endpoint } from "@/lib/platform/web";
import { checkableKinds, checkDocument } from "@/lib/releases/check-document";

const Fault = z.object({
  path: z.string(),
  message: z.string(),
  expected: z.string().optional(),
  line: z.number().optional(),
  column: z.number().optional(),
});

export const postDocumentCheck = endpoint({
  method: "POST",
  path: "/documents/check",
  tag: "Releases",
  summary: "Read a manifest, plan, criteria or rollback plan as their commands would, writing nothing",
  body: z.strictObject({ kind: oneOf(checkableKinds), source: z.string().max(8 * 1024 * 1024) }),
  bodyLimit: 10 * 1024 * 1024,
  scope: "read",
  answers: {
    200: z.object({
      faults: z.array(Fault).describe("Empty: it would be accepted"),
      digest: z.string().nullable(),
      words: z.array(z.string()).describe("Of criteria one sentence each"),
      warnings: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  },
  handle: ({ body: { kind, source } }) => ({ status: 200, body: checkDocument(kind, source) }),
});
