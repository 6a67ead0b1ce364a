"use server";

import type { Made } from "@/components/ui/once-form";
import type { Outcome } from "@/components/ui/outcome";
import { endpointSecret, verifyingKey } from "@/lib/integrations/webhooks/standard-webhooks";
import { entryKindNames } from "@/lib/audit/entry-kinds";
import { createEndpoint } from "@/lib/notifications/create-endpoint";
import { type Scheme, schemes } from "@/lib/notifications/delivery-model";
import { forms } from "@/lib/notifications/posted-event";
import { removeEndpoint } from "@/lib/notifications/remove-endpoint";
import { rotateSecret } from "@/lib/notifications/rotate-secret";
import { site } from "@/lib/platform/site";
import { runCommand, textOf } from "../../_lib/run";

const shown = ({ scheme, salt }: { scheme: Scheme; salt: string }): string =>
  verifyingKey(endpointSecret(site().secret, { scheme, salt: Buffer.from(salt, "base64") }));
const words = (form: FormData, name: string) =>
  (textOf(form, name) ?? "").split(/[\s,]+/).filter((word) => word !== "");

/** The secret goes back to the form alone. */
export async function addWebhook(_before: Made, form: FormData): Promise<Made> {
  let secret: string | null = null;
  const kinds = entryKindNames.filter((kind) => form.getAll("kind").includes(kind));
  const [releases, components] = [words(form, "releases"), words(form, "components")];
  const outcome = await runCommand(
    createEndpoint,
    {
      title: textOf(form, "title") ?? "",
      url: textOf(form, "url") ?? "",
      form: forms.find((each) => each === textOf(form, "form")) ?? "json",
      scheme: schemes.find((each) => each === textOf(form, "scheme")) ?? "hmac",
      filter: {
        ...(kinds.length > 0 && { kinds }),
        ...(releases.length > 0 && { releases }),
        ...(components.length > 0 && { components }),
      },
    },
    (made) => {
      secret = shown(made);
      return "The webhook is added; its secret is shown this once.";
    },
  );
  return { outcome, secret };
}

export async function rotate(_before: Made, form: FormData): Promise<Made> {
  let secret: string | null = null;
  const outcome = await runCommand(rotateSecret, { id: textOf(form, "id") ?? "" }, (made) => {
    secret = shown(made);
    return "It has another secret; for a day messages are signed with both.";
  });
  return { outcome, secret };
}

export async function remove(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    removeEndpoint,
    { id: textOf(form, "id") ?? "" },
    () => "Nothing is posted there any more.",
  );
}
