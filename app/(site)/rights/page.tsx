import type { Metadata } from "next";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { RightsTable } from "@/components/policy/rights-table";
import { type Match, WhatIf } from "@/components/policy/what-if";
import { Allowed } from "@/components/settings/allowed";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Select } from "@/components/ui/field";
import { FilterBar } from "@/components/ui/filter-bar";
import { Notice } from "@/components/ui/notice";
import { Card } from "@/components/ui/section";
import { findTaken, rightsFindings, rightsSimulation } from "@/lib/gates/findings-queries";
import {
  type FindingsAnswer,
  mostWithout,
  readHourIn,
  type SimulationAnswer,
  withoutText,
} from "@/lib/gates/findings-schemas";
import type { PersonActor } from "@/lib/identity/actor";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { isZone } from "@/lib/platform/recurrence";
import { toAbility } from "@/lib/policy/ability";
import { type HourOfWeek, hourText } from "@/lib/policy/hour-of-week";
import { byRightsChange, type Organisation } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { zonesOfRotas } from "@/lib/policy/rota-queries";
import { type Choice, openReleaseChoices, readChoices } from "@/lib/releases/choice-queries";
import { readRightsOf, type RightsOf } from "@/lib/releases/rights-of-queries";
import { search } from "@/lib/search/queries";
import { fit } from "@/lib/search/rank-rules";
import { found } from "../_lib/found";
import { getReader, one } from "../_lib/reader";

export const metadata: Metadata = { title: "Decision rights" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RightsPage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asked = await searchParams;
  const own = kernel();
  const db = own.db.prisma;
  const now = own.clock.now();
  const of = readOf(one(asked["of"]));
  const release = of.kind === "release" ? of.key : undefined;
  const organisation = await loadOrganisation(db, now);
  const texts = [...new Set([asked["without"] ?? []].flat())].slice(0, mostWithout);
  const { without, unknown } = await findTaken(db, organisation, texts);
  const words = one(asked["find"])?.slice(0, 200) ?? "";
  const read = await found(readRightsOf(db, of, { actor, organisation }));
  const reader = await getReader();
  const hour = hourOf(asked, reader.zone);
  const [answer, matches, choices, releases, rotaZones] = await Promise.all([
    what(db, { actor, now, without, hour, release, organisation }),
    words === "" ? null : matchesFor(actor, organisation, words),
    readChoices(db),
    openReleaseChoices(db, { actor, chosen: release }),
    zonesOfRotas(db),
  ]);
  const zones = [...new Set([reader.zone, ...(hour === null ? [] : [hour.zone]), ...rotaZones, "UTC"])];
  const ofText = of.kind === "organisation" ? "" : `${of.kind}:${of.key}`;
  const options = [
    { value: "", label: "The organisation" },
    ...choices.templates.map((each) => optionOf("template", each)),
    ...releases.map((each) => optionOf("release", each)),
  ];
  const mayChange = toAbility(byRightsChange(organisation, actor), actor);
  return (
    <>
      <PageHead
        title="Decision rights"
        acts={
          <Allowed verdict={mayChange} label="Change the table" align="end">
            <LinkButton href="/settings/rights/edit" prefetch={false}>
              Change the table
            </LinkButton>
          </Allowed>
        }
      >
        Who may decide what, and what would happen without somebody. For everybody here to read.
      </PageHead>
      {unknown.length > 0 && (
        <Notice tone="work" className="mb-3">
          The address names what is not here, and was read without it: {unknown.join(", ")}.
        </Notice>
      )}
      <div className="grid gap-x-6 gap-y-4 xl:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)]">
        <div className="min-w-0 xl:col-start-2 xl:row-start-1">
          <WhatIf
            without={answer.without ?? null}
            hour={answer.hour ?? null}
            zones={zones}
            found={answer}
            find={matches === null ? null : { words, matches }}
            on={of.kind === "release" ? read.title : null}
            of={ofText}
          />
        </div>
        <div className="min-w-0 xl:col-start-1 xl:row-start-1">
          <FilterBar
            action="/rights"
            label="Whose rights"
            submit="Show"
            isSet={ofText !== ""}
            keep={{
              without: without.map(withoutText),
              ...(hour !== null && { hour: hourText(hour), zone: hour.zone }),
            }}
          >
            <div className="col-span-2 min-w-0 sm:w-80">
              <Select key={ofText} label="Whose rights" name="of" options={options} defaultValue={ofText} />
            </div>
          </FilterBar>
          {read.organisation.length + read.template.length === 0 ? (
            <Card className="p-0">
              <Empty title="There is no table yet">
                Until an admin puts the first one nobody decides anything.
              </Empty>
            </Card>
          ) : (
            <RightsTable
              rows={read.organisation}
              template={read.template}
              holders={read.holders}
              now={read.now ?? undefined}
              hasHistory
            />
          )}
        </div>
      </div>
    </>
  );
}

/** As things stand where nothing is taken away. */
function what(
  db: Parameters<typeof rightsFindings>[0],
  { without, hour, ...asked }: Parameters<typeof rightsSimulation>[1],
): Promise<FindingsAnswer & Partial<SimulationAnswer>> {
  return without.length === 0 && hour === null
    ? rightsFindings(db, asked)
    : rightsSimulation(db, { ...asked, without, hour });
}

/** The hour that the address asks for, as one text or as the form's day and clock, in its zone or else the reader's. */
function hourOf(asked: Awaited<Props["searchParams"]>, readersZone: string): HourOfWeek | null {
  const [day, clock, zone] = [one(asked["day"]), one(asked["clock"]), one(asked["zone"])];
  const text = one(asked["hour"]) ?? (day === undefined ? undefined : `${day} ${clock ?? ""}`);
  return readHourIn(text, zone !== undefined && isZone(zone) ? zone : readersZone);
}

function optionOf(kind: "template" | "release", { value, label }: Choice) {
  return { value: `${kind}:${value}`, label: `${kind === "template" ? "Template" : "Release"}: ${label}` };
}

function readOf(text: string | undefined): RightsOf {
  const kind = (["template", "release"] as const).find((each) => text?.startsWith(`${each}:`) === true);
  const key = kind === undefined ? "" : (text ?? "").slice(kind.length + 1);
  return kind === undefined || key === "" ? { kind: "organisation" } : { kind, key };
}

async function matchesFor(actor: PersonActor, organisation: Organisation, words: string): Promise<Match[]> {
  const { items } = await search(kernel().db.prisma, { actor, q: words });
  const isTaken = (kind: string): kind is "person" | "team" => kind === "person" || kind === "team";
  const roles = organisation.roles
    .filter(({ key, title }) => fit(words, title, key) > 0)
    .map(({ key, title }) => ({ kind: "role" as const, key, title, detail: "role" }));
  return [
    ...items.flatMap(({ kind, key, title, detail }) => (isTaken(kind) ? [{ kind, key, title, detail }] : [])),
    ...roles.slice(0, 6),
  ];
}
