import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { toAbility } from "@/lib/policy/ability";
import { stringify } from "yaml";
import { PageHead } from "@/components/layout/top-bar";
import { RightsEditor } from "@/components/policy/rights-editor";
import { LinkButton } from "@/components/ui/button";
import { Tabs } from "@/components/ui/tabs";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { decisionWords } from "@/lib/policy/decision-words";
import { byRightsChange } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { decisions } from "@/lib/policy/model";
import { one } from "../../../_lib/reader";
import { reviewRights } from "../actions";

export const metadata: Metadata = { title: "Change the decision rights" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const path = "/settings/rights/edit";

export default async function EditRightsPage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asYaml = one((await searchParams)["as"]) === "yaml";
  const { db, clock } = kernel();
  const organisation = await loadOrganisation(db.prisma, clock.now());
  const ability = toAbility(byRightsChange(organisation, actor), actor);
  const rows = organisation.rights?.rows ?? [];
  return (
    <>
      <PageHead
        title="Change the decision rights"
        acts={
          <LinkButton look="quiet" href="/settings/rights" prefetch={false}>
            Back to the table
          </LinkButton>
        }
      >
        Look at what a change loosens before you put it in force. Everything that is not provably a tightening
        counts as loosening.
      </PageHead>
      {ability.allowed ? (
        <div className="flex flex-col gap-4">
          <Together ability={ability} />
          <Tabs
            label="Ways to write it"
            tabs={[
              { href: path, label: "In words", current: !asYaml },
              { href: `${path}?as=yaml`, label: "YAML", current: asYaml },
            ]}
          />
          <RightsEditor
            key={`${asYaml} ${organisation.rights?.digest ?? ""}`}
            act={reviewRights}
            rows={rows}
            yaml={asYaml ? stringify({ rights: rows }, { lineWidth: 120 }) : null}
            expected={organisation.rights?.digest ?? ""}
            roles={organisation.roles}
            decisions={decisions.map((decision) => ({ value: decision, label: decisionWords(decision) }))}
          />
        </div>
      ) : (
        <Why label="Change the table" reason={ability.reason} whoMay={ability.whoMay} full />
      )}
    </>
  );
}
