"use server";

import type { Made } from "@/components/ui/once-form";
import type { Outcome } from "@/components/ui/outcome";
import { kernel } from "@/lib/platform/app";
import { sharedPath } from "@/lib/platform/security-headers";
import { site } from "@/lib/platform/site";
import { makeShareLink } from "@/lib/sharing/make-share-link";
import { revokeShareLink } from "@/lib/sharing/revoke-share-link";
import { runCommand, textOf } from "../../_lib/run";

const dayMs = 86_400_000;

export async function makeLink(_before: Made, form: FormData): Promise<Made> {
  const days = Number(textOf(form, "days") ?? 0);
  const [release, component] = [textOf(form, "release"), textOf(form, "component")];
  let secret: string | null = null;
  const outcome = await runCommand(
    makeShareLink,
    {
      ...(release !== undefined && { release }),
      ...(component !== undefined && { component }),
      names: textOf(form, "names") === "on",
      expiresAt: new Date(kernel().clock.now().getTime() + days * dayMs).toISOString(),
    },
    ({ token }) => {
      secret = `${site().url}${sharedPath}${token}`;
      return "The link is made; it is shown this once.";
    },
  );
  return { outcome, secret };
}

export async function revokeLink(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    revokeShareLink,
    { id: textOf(form, "id") ?? "" },
    () => "Revoked: it opens nothing any more.",
    form,
  );
}
