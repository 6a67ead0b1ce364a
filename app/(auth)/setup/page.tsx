import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { ReactElement } from "react";
import { SignOut } from "@/components/layout/sign-out";
import { ActForm } from "@/components/ui/act-form";
import { Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Card } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { stepOf } from "@/lib/setup/model";
import { findFirstPerson, getSetupFacts } from "@/lib/setup/queries";
import { SetupFrame } from "./_components/frame";
import { pathOf } from "./_lib/step";
import { openAsFirstAdmin } from "./actions";

export const metadata: Metadata = { title: "Set up" };

/** Where set-up stands: the code in an empty workspace, else on to the step that is not done yet. */
export default async function SetupPage(): Promise<ReactElement> {
  const facts = await getSetupFacts(kernel().db.prisma);
  const step = stepOf(facts);
  if (step === "done") redirect("/");
  if (step !== "first-admin") {
    const actor = await requireActor();
    if (actor.access === "admin") redirect(pathOf(step));
    const first = await findFirstPerson(kernel().db.prisma);
    return (
      <SetupFrame step={step} facts={facts} title="Not ready yet" lead="This workspace is being set up.">
        <Notice title={`${first?.name ?? "An admin"} sets it up`}>
          There is nothing to decide or sign until teams, roles and rights are agreed.
          {first !== null && ` Ask ${first.email} how far it is.`}
        </Notice>
        <SignOut action="/sign-out" />
      </SetupFrame>
    );
  }
  return (
    <SetupFrame
      step={step}
      facts={facts}
      title="Set up Countersign"
      lead="Five short steps, each kept as you go. The server printed a one-time code when it started; whoever can read its log may begin."
    >
      <Card className="max-w-md">
        <ActForm act={openAsFirstAdmin} submit="Begin" busy="Checking…">
          <Input
            label="Code from the server's log"
            hint={
              <>
                Twenty letters and digits. A new one: <code className="font-mono">npm run setup-code</code>
              </>
            }
            name="code"
            className="font-mono"
            autoComplete="off"
            spellCheck={false}
            required
            maxLength={100}
          />
          <Input label="Your name" name="name" autoComplete="name" required maxLength={120} />
          <Input
            label="Your e-mail address"
            hint="You sign in with it."
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={254}
          />
          <Input
            label="Password"
            hint="12 characters or more; a few words are easy to keep in mind and hard to guess."
            name="password"
            type="password"
            autoComplete="new-password"
            required
            minLength={12}
            maxLength={128}
          />
          <Input
            label="The same once more"
            name="again"
            type="password"
            autoComplete="new-password"
            required
            minLength={12}
            maxLength={128}
          />
        </ActForm>
      </Card>
    </SetupFrame>
  );
}
