import type { Metadata } from "next";
import type { ReactElement } from "react";
import { stringify } from "yaml";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Input, Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { kernel } from "@/lib/platform/app";
import { decisionMeaning } from "@/lib/policy/decision-meanings";
import { decisionWords } from "@/lib/policy/decision-words";
import { type RightsRow, stoppingDecisions } from "@/lib/policy/model";
import { rightsInWords } from "@/lib/policy/rights-words";
import { conditionWords, slotsWords } from "@/lib/policy/row-words";
import { listRoles } from "@/lib/policy/role-queries";
import type { RoleAnswer } from "@/lib/policy/schemas";
import { readDefaultRights } from "@/lib/setup/shipped";
import { SetupFrame } from "../_components/frame";
import { Tick } from "../_components/tick";
import { requireStep } from "../_lib/step";
import { agreeRights } from "./actions";

export const metadata: Metadata = { title: "Set up decision rights" };

export default async function RightsPage(): Promise<ReactElement> {
  const { facts } = await requireStep("rights");
  const { db, clock } = kernel();
  const roles = await listRoles(db.prisma, clock.now());
  const rows = await readDefaultRights(roles.map(({ key }) => key));
  const nobody = rightsInWords(rows).nobody.filter(({ byTemplate }) => !byTemplate);
  return (
    <SetupFrame
      step="rights"
      facts={facts}
      title="Who may decide what"
      lead="The organisation's own decisions, row by row. Templates add the rights of their releases later. From the moment you agree, this table holds for everybody, you included, and each change to it is a decision by the row that says so."
    >
      {nobody.length > 0 && (
        <Notice tone="aged" title="No role is left for these, so nobody may">
          {nobody.map(({ title }) => title).join(" · ")}
        </Notice>
      )}
      <Section title="Decision rights" aside="a shipped default; change what you like" flush>
        <ActForm
          act={agreeRights}
          submit="Agree to these rights"
          className="flex flex-col gap-3 pb-4 [&>div:not(.row)]:px-4"
        >
          <ul>
            {rows.map((row) => (
              <Row key={row.decision} row={row} roles={roles} />
            ))}
          </ul>
        </ActForm>
      </Section>
      <Disclosure summary="As YAML, with conditions, several slots and rows of your own">
        <ActForm act={agreeRights} submit="Agree to the table as YAML" look="secondary">
          <Textarea
            label="Table of decision rights"
            name="source"
            className="min-h-96 font-mono text-xs"
            spellCheck={false}
            required
            defaultValue={stringify({ rights: rows }, { lineWidth: 110 })}
          />
        </ActForm>
      </Disclosure>
    </SetupFrame>
  );
}

function Row({ row, roles }: { row: RightsRow; roles: RoleAnswer[] }): ReactElement {
  const [slot] = row.slots;
  const meaning = decisionMeaning(row.decision);
  const condition = conditionWords(row);
  const holders = new Set(
    roles
      .filter(({ key }) => slot?.roles.includes(key))
      .flatMap((role) => role.holders.map(({ email }) => email)),
  );
  const isShort = slot !== undefined && holders.size < slot.count;
  return (
    <li className="flex flex-col gap-1 border-b border-line px-4 py-2.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
        <span className="font-medium">{decisionWords(row.decision)}</span>
        {isShort && (
          <Badge tone="aged" shape="half">
            {holders.size === 0 ? "nobody in these pools yet" : `only ${holders.size} in these pools`}
          </Badge>
        )}
      </p>
      {meaning !== null && <p className="max-w-prose text-ink-2">{meaning}</p>}
      <p className="max-w-prose">
        By {slotsWords(row.slots)}
        {condition === null ? "." : `, ${condition}.`}
      </p>
      {slot !== undefined && (
        <Disclosure
          summary={
            <>
              Change<span className="unseen"> who decides: {decisionWords(row.decision)}</span>
            </>
          }
        >
          <fieldset className="flex flex-col gap-2">
            <legend className="pb-1 text-xs text-ink-3">Any of these roles; none leaves it to nobody</legend>
            <div className="grid gap-x-4 gap-y-1 sm:grid-cols-3">
              {roles.map(({ key, title }) => (
                <Tick
                  key={key}
                  name={`${row.decision}.role`}
                  value={key}
                  defaultChecked={slot.roles.includes(key)}
                  label={title}
                />
              ))}
            </div>
            {stoppingDecisions.includes(row.decision) ? (
              <p className="text-xs text-ink-3">Stopping takes one person, always.</p>
            ) : (
              <Input
                label="How many people"
                name={`${row.decision}.count`}
                type="number"
                min={1}
                max={20}
                defaultValue={slot.count}
                className="max-w-24"
              />
            )}
          </fieldset>
        </Disclosure>
      )}
    </li>
  );
}
