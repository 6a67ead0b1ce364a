import { digestOf } from "@/lib/bundles/digest";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import type { Verdict } from "@/lib/policy/model";
import { loadRelease } from "@/lib/releases/authority";
import { isEnded } from "@/lib/releases/model";
import { checkReported } from "./events";
import { ReportCheck } from "./schemas";

/** Records a check's result for a bundle of one of the release's components. Reporting decides nothing: a result for another bundle does not count. */
export const reportCheck = command({
  name: "check.report",
  input: ReportCheck,
  scope: (input) => `checks:${input.name}`,
  locks: (input) => ({ organisation: "shared", release: input.release }),
  load: async (tx, input, { now, actor }) => {
    const { release, version } = await loadRelease(tx, { slug: input.release, actor, now });
    const bundle = await tx.bundle.findFirst({
      where: { digest: input.bundleDigest, component: { releases: { some: { releaseId: release.id } } } },
      include: { component: true, registrations: { select: { authors: true } } },
    });
    return { release, version, bundle };
  },
  allow: (actor, { bundle }, input): Verdict => {
    if (actor.kind === "system")
      return {
        allowed: false,
        rule: "machines-only",
        reason: "Checks are reported by pipelines.",
        whoMay: [],
      };
    const authors = bundle?.registrations.flatMap((registration) => registration.authors) ?? [];
    if (actor.kind === "person" && authors.includes(actor.id)) {
      return {
        allowed: false,
        rule: "separation-of-duties",
        reason: `You are an author of this bundle; ${input.name} is reported by a pipeline, or by somebody else.`,
        whoMay: [],
      };
    }
    return {
      allowed: true,
      rule: "token-scope",
      role: null,
      grant: actor.credential.kind === "none" ? [] : [actor.credential.id],
    };
  },
  run: async ({ tx, input, actor, now, facts: { release, version, bundle } }) => {
    if (bundle === null)
      throw fieldError(
        "/bundleDigest",
        "no component of this release has a bundle with this digest",
        "the digest of a registered bundle",
      );
    if (isEnded(version.state))
      throw new AppError("conflict", `${release.title} is ${version.state}; no more results are taken.`);
    const id = newId();
    await tx.checkResult.create({
      data: {
        id,
        releaseId: release.id,
        componentId: bundle.componentId,
        name: input.name,
        bundleDigest: input.bundleDigest,
        status: input.status,
        summary: input.summary ?? null,
        url: input.url ?? null,
        ...(input.evidence === undefined ? {} : { evidence: input.evidence as Prisma.InputJsonObject }),
        personId: actor.kind === "person" ? actor.id : null,
        machineId: actor.kind === "machine" ? actor.id : null,
        at: now,
      },
    });
    return {
      value: {
        id,
        name: input.name,
        bundleDigest: input.bundleDigest,
        status: input.status,
        at: now.toISOString(),
      },
      entries: [
        checkReported({
          releaseId: release.id,
          checkId: id,
          name: input.name,
          component: bundle.component.key,
          bundleDigest: input.bundleDigest,
          status: input.status,
          evidenceDigest: input.evidence === undefined ? null : digestOf(input.evidence),
          summary: input.summary,
          url: input.url,
        }),
      ],
    };
  },
});
