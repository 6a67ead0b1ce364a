import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { RotaFields } from "@/components/settings/rota-fields";
import { Cell, Row, Rows } from "@/components/settings/rows";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Input, Select } from "@/components/ui/field";
import { Card } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Time } from "@/components/ui/time";
import { Allowed } from "@/components/settings/allowed";
import { SpeedGaps } from "@/components/policy/speed-gaps";
import { speedGaps } from "@/lib/gates/speed-gaps-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { localTimeOf } from "@/lib/platform/recurrence";
import { mayChangeRota } from "@/lib/policy/may-change-rota";
import { loadOrganisation } from "@/lib/policy/queries";
import { listRotas } from "@/lib/policy/rota-queries";
import { getReader } from "../../_lib/reader";
import { addRota } from "./actions";

export const metadata: Metadata = { title: "Rotas" };

const columns = "lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_minmax(0,3fr)_minmax(0,2fr)]";

export default async function RotasPage(): Promise<ReactElement> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  const now = clock.now();
  const reader = await getReader();
  const [rotas, organisation, gaps] = await Promise.all([
    listRotas(db.prisma, now),
    loadOrganisation(db.prisma, now),
    speedGaps(db.prisma, { actor, now, zone: reader.zone }),
  ]);
  const verdicts = organisation.teams.map((team) => mayChangeRota(organisation, actor, team));
  const own = organisation.teams.filter((_, index) => verdicts[index]?.allowed === true);
  const [first] = verdicts;
  return (
    <>
      <PageHead
        title="Rotas"
        acts={
          first !== undefined && (
            <Allowed
              verdict={
                own.length > 0 || first.allowed
                  ? { allowed: true }
                  : { allowed: false, reason: "A rota is added by the leads of its team.", whoMay: [] }
              }
              label="Add a rota"
              look="primary"
              align="end"
            >
              <SheetButton sheet="add-rota" look="primary">
                Add a rota
              </SheetButton>
              <Sheet id="add-rota" title="Add a rota">
                <ActForm act={addRota} submit="Add it" busy="Adding…">
                  <Input label="Title" name="title" required maxLength={120} />
                  <Input
                    label="Key"
                    name="key"
                    required
                    maxLength={64}
                    autoCapitalize="none"
                    hint="Releases name it rota:key."
                  />
                  <Select
                    label="Team whose leads change it"
                    name="team"
                    options={own.map(({ key }) => ({ value: key, label: key }))}
                  />
                  <RotaFields
                    fields={{
                      zone: reader.zone,
                      people: "",
                      starting: `${localTimeOf(now.getTime(), reader.zone).slice(0, 10)}T09:00`,
                      every: "FREQ=WEEKLY",
                      hours: "",
                    }}
                  />
                </ActForm>
              </Sheet>
            </Allowed>
          )
        }
      >
        People who take turns. A role that a release gives to a rota is held by whoever is on shift.{" "}
        <Link href="/hand-over" prefetch={false} className="link">
          Hand-over
        </Link>
      </PageHead>
      {rotas.length === 0 ? (
        <Card className="p-0">
          <Empty title="There is no rota yet">
            The leads of a team add one; a release then names it for a role such as on-call.
          </Empty>
        </Card>
      ) : (
        <Rows label="Rotas" columns={columns} heads={["Rota", "On shift", "Next", "Next gap"]}>
          {rotas.map(({ key, title, team, now: on, next, gap }) => (
            <Row key={key} columns={columns}>
              <div className="min-w-0">
                <Link
                  href={`/settings/rotas/${key}`}
                  prefetch={false}
                  className="font-medium wrap-anywhere after:absolute after:inset-0"
                >
                  {title}
                </Link>
                <span className="block truncate text-xs text-ink-3">
                  <code className="font-mono">{key}</code> · team {team}
                </span>
              </div>
              <Cell head="On shift">
                {on === null ? (
                  <Badge tone="stop" shape="stop">
                    nobody
                  </Badge>
                ) : (
                  <>
                    {on.person.name} until <Time at={Date.parse(on.to)} reader={reader} />
                  </>
                )}
              </Cell>
              <Cell head="Next">
                {next === null ? (
                  "nobody"
                ) : (
                  <>
                    {next.person.name}, <Time at={Date.parse(next.from)} reader={reader} />
                  </>
                )}
              </Cell>
              <Cell head="Next gap">
                {gap === null ? (
                  "none in five weeks"
                ) : (
                  <>
                    {Date.parse(gap.from) <= reader.now ? (
                      "now"
                    ) : (
                      <Time at={Date.parse(gap.from)} reader={reader} />
                    )}{" "}
                    until <Time at={Date.parse(gap.to)} reader={reader} />
                  </>
                )}
              </Cell>
            </Row>
          ))}
        </Rows>
      )}
      <div className="pt-4">
        <SpeedGaps gaps={gaps} reader={reader} />
      </div>
    </>
  );
}
