import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Acknowledge, Comings, ShiftFacts } from "@/components/handovers/brief-parts";
import { OpenNow, Releases } from "@/components/handovers/open-now";
import { Rights } from "@/components/handovers/rights";
import { Deadlines, WaitingNow } from "@/components/handovers/waiting-now";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { SpeedGaps } from "@/components/policy/speed-gaps";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Select } from "@/components/ui/field";
import { FilterBar } from "@/components/ui/filter-bar";
import { Card } from "@/components/ui/section";
import { Tabs } from "@/components/ui/tabs";
import { handOverBrief, rotaChoices } from "@/lib/handovers/brief-queries";
import { turnsAsked } from "@/lib/handovers/schemas";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { addressWith, chosen } from "../_lib/filters";
import { found } from "../_lib/found";
import { getReader, one } from "../_lib/reader";
import { acknowledge } from "./actions";

export const metadata: Metadata = { title: "Hand-over" };

const path = "/hand-over";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function HandOverPage({ searchParams }: Props): Promise<ReactElement> {
  const [actor, reader, asked] = await Promise.all([requireActor(), getReader(), searchParams]);
  const { prisma } = kernel().db;
  const choices = await rotaChoices(prisma, actor.id);
  const key = one(asked["rota"]) ?? choices[0]?.key;
  if (key === undefined) return <NoRota />;
  const shift = chosen(asked["shift"], turnsAsked);
  const brief = await found(
    handOverBrief(prisma, { key, actor, now: new Date(reader.now), zone: reader.zone, shift }),
  );
  return (
    <>
      <PageHead title="Hand-over" live={<Live />}>
        What whoever comes on shift has to know, of the releases on which {brief.rota.title} holds a role.
      </PageHead>
      {choices.length > 1 && (
        <FilterBar action={path} label="Rota" isSet={false} submit="Show">
          <div className="col-span-2 min-w-0 sm:w-64">
            <Select
              label="Rota"
              hideLabel
              name="rota"
              defaultValue={key}
              options={choices.map(({ key: value, title, isOn }) => ({
                value,
                label: isOn ? `${title} (yours)` : title,
              }))}
            />
          </div>
        </FilterBar>
      )}
      <div className="mb-4">
        <Tabs
          label="Which shift"
          tabs={turnsAsked.map((each) => ({
            href: addressWith(path, { rota: key, shift: each }),
            label: each === "running" ? "The running shift" : "The next shift",
            current: (brief.isRunning ? "running" : "next") === each,
          }))}
        />
      </div>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:items-start">
        <div className="flex min-w-0 flex-col gap-4">
          <Acknowledge brief={brief} act={acknowledge} reader={reader} />
          <OpenNow brief={brief} reader={reader} />
          <WaitingNow brief={brief} reader={reader} />
          <Deadlines brief={brief} reader={reader} />
          <Releases brief={brief} />
          <SpeedGaps
            gaps={{ items: brief.gaps, releases: brief.releases.length }}
            none="The rota holds no role on a release in flight that you can see, so nothing of this kind is asked of it."
            reader={reader}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <ShiftFacts brief={brief} reader={reader} />
          <Rights brief={brief} />
          <Comings brief={brief} reader={reader} />
        </div>
      </div>
    </>
  );
}

function NoRota(): ReactElement {
  return (
    <>
      <PageHead title="Hand-over" />
      <Card className="p-0">
        <Empty
          title="There is no rota yet"
          action={<LinkButton href="/settings/rotas">To the rotas</LinkButton>}
        >
          Once people take turns, whoever comes on shift finds here what is open, what comes, and who can
          decide.
        </Empty>
      </Card>
    </>
  );
}
