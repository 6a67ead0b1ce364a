import type { Metadata } from "next";
import type { ReactElement } from "react";
import { stringify } from "yaml";
import { PageHead } from "@/components/layout/top-bar";
import { Together } from "@/components/people/together";
import { EscalationEditor } from "@/components/policy/escalation-editor";
import { LinkButton } from "@/components/ui/button";
import { Tabs } from "@/components/ui/tabs";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getEscalationEdit } from "@/lib/rollbacks/escalation-queries";
import { getReader, one } from "../../../_lib/reader";
import { reviewEscalation } from "../actions";

export const metadata: Metadata = { title: "Change the escalation policy" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const path = "/settings/escalation/edit";

export default async function EditEscalationPage({ searchParams }: Props): Promise<ReactElement> {
  const [actor, reader, asked] = await Promise.all([requireActor(), getReader(), searchParams]);
  const asYaml = one(asked["as"]) === "yaml";
  const { db, clock } = kernel();
  const { may, policy, digest, choices, releases } = await getEscalationEdit(db.prisma, {
    actor,
    now: clock.now(),
  });
  return (
    <>
      <PageHead
        title="Change the escalation policy"
        acts={
          <LinkButton look="quiet" href="/settings/escalation" prefetch={false}>
            Back to the policy
          </LinkButton>
        }
      >
        Look at whom it would tell before you publish it. What is rolled back already goes on by the policy
        that held when it was proposed.
      </PageHead>
      {may.allowed ? (
        <div className="flex flex-col gap-4">
          <Together ability={may} />
          <Tabs
            label="Ways to write it"
            tabs={[
              { href: path, label: "In words", current: !asYaml },
              { href: `${path}?as=yaml`, label: "YAML", current: asYaml },
            ]}
          />
          <EscalationEditor
            key={`${asYaml} ${digest}`}
            act={reviewEscalation}
            policy={policy}
            yaml={asYaml ? stringify(policy, { lineWidth: 120 }) : null}
            expected={digest}
            choices={choices}
            releases={releases}
            reader={reader}
          />
        </div>
      ) : (
        <Why label="Change the policy" reason={may.reason} whoMay={may.whoMay} full />
      )}
    </>
  );
}
