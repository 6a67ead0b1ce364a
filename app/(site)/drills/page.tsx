import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { DrillRows } from "@/components/rollbacks/drill-rows";
import { drillSayings } from "@/components/rollbacks/rollback-words";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Input, Select } from "@/components/ui/field";
import { FilterBar } from "@/components/ui/filter-bar";
import { Pagination } from "@/components/ui/pagination";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { isSlug } from "@/lib/platform/names";
import { listDrills } from "@/lib/rollbacks/drill-queries";
import { drillStates, type DrillState } from "@/lib/rollbacks/model";
import { addressWith, chosen } from "../_lib/filters";
import { getReader, one } from "../_lib/reader";

export const metadata: Metadata = { title: "Drills" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

interface Asked {
  release: string | undefined;
  state: DrillState | undefined;
  cursor: string | undefined;
}

export default async function DrillsPage({ searchParams }: Props): Promise<ReactElement> {
  const search = await searchParams;
  const [release, state, cursor] = [
    one(search["release"]),
    chosen(search["state"], drillStates),
    one(search["cursor"]),
  ];
  const [reader, page] = await Promise.all([getReader(), readDrills({ release, state, cursor })]);
  const { items, nextCursor } = page;
  const isSet = release !== undefined || state !== undefined;
  const address = (more: Record<string, string | undefined>) =>
    addressWith("/drills", { release, state, ...more });
  return (
    <>
      <PageHead title="Drills" live={<Live />}>
        Rehearsals of going back: what was practised, how long it took, and what was missing.
      </PageHead>
      {(items.length > 0 || isSet) && (
        <FilterBar action="/drills" label="Drills" isSet={isSet}>
          <div className="sm:w-64">
            <Input label="Release, by its slug" name="release" defaultValue={release ?? ""} maxLength={64} />
          </div>
          <Select
            label="Result"
            name="state"
            defaultValue={state ?? ""}
            options={[
              { value: "", label: "Any" },
              ...drillStates.map((value) => ({ value, label: drillSayings[value].word })),
            ]}
          />
        </FilterBar>
      )}
      <Section title="Drills" flush className="max-w-5xl">
        {items.length > 0 ? (
          <DrillRows drills={items} reader={reader} showRelease />
        ) : isSet ? (
          <Empty
            title="No drill is like that"
            action={<LinkButton href="/drills">Show all drills</LinkButton>}
          />
        ) : (
          <Empty title="Nothing was rehearsed yet">
            A drill runs the agreed rollback plan of a release with the same people and pages, clearly marked,
            and touches no user. It is started on the release, under Rollbacks; a gate can ask for one that
            passed.
          </Empty>
        )}
      </Section>
      {items.length > 0 && (
        <div className="max-w-5xl pt-3">
          <Pagination
            label="Pages of drills"
            shown={items.length === 1 ? "1 drill" : `${items.length} drills`}
            first={cursor === undefined ? null : address({})}
            next={nextCursor === null ? null : address({ cursor: nextCursor })}
          />
        </div>
      )}
    </>
  );
}

/** A release that is not there has no drills to show; a cursor that is none shows the start. */
async function readDrills({ release, state, cursor }: Asked): ReturnType<typeof listDrills> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  if (release !== undefined && !isSlug(release)) return { items: [], nextCursor: null };
  try {
    return await listDrills(db.prisma, { actor, now: clock.now(), slug: release, state, cursor });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "not-found") return { items: [], nextCursor: null };
    if (cursor !== undefined) return readDrills({ release, state, cursor: undefined });
    throw error;
  }
}
