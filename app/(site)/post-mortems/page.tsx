import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { PostMortemRows } from "@/components/learning/post-mortem-rows";
import { stateSayings } from "@/components/learning/post-mortem-words";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Select } from "@/components/ui/field";
import { FilterBar } from "@/components/ui/filter-bar";
import { Pagination } from "@/components/ui/pagination";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { type PostMortemState, postMortemStates } from "@/lib/learning/model";
import { listPostMortems } from "@/lib/learning/queries";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { addressWith, chosen } from "../_lib/filters";
import { getReader, one } from "../_lib/reader";

export const metadata: Metadata = { title: "Post-mortems" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function PostMortemsPage({ searchParams }: Props): Promise<ReactElement> {
  const search = await searchParams;
  const [state, cursor] = [chosen(search["state"], postMortemStates), one(search["cursor"])];
  const [reader, { items, nextCursor }] = await Promise.all([getReader(), read({ state, cursor })]);
  const address = (more: Record<string, string | undefined>) =>
    addressWith("/post-mortems", { state, ...more });
  return (
    <>
      <PageHead title="Post-mortems" live={<Live />}>
        What was learned from rollbacks, failed drills and broken glasses, and what is done about it.
      </PageHead>
      {(items.length > 0 || state !== undefined) && (
        <FilterBar action="/post-mortems" label="Post-mortems" isSet={state !== undefined}>
          <Select
            label="State"
            name="state"
            defaultValue={state ?? ""}
            options={[
              { value: "", label: "Any" },
              ...postMortemStates.map((value) => ({ value, label: stateSayings[value].word })),
            ]}
          />
        </FilterBar>
      )}
      <Section title="Post-mortems" flush className="max-w-5xl">
        {items.length > 0 ? (
          <PostMortemRows items={items} reader={reader} />
        ) : state !== undefined ? (
          <Empty
            title="No post-mortem is like that"
            action={<LinkButton href="/post-mortems">Show all</LinkButton>}
          />
        ) : (
          <Empty title="Nothing had to be learned yet">
            A post-mortem opens by itself after a rollback, a failed drill and a broken glass, with the
            timeline drawn from the ledger. Of a release as a whole it is opened by hand, on its tab Learning.
          </Empty>
        )}
      </Section>
      {items.length > 0 && (
        <div className="max-w-5xl pt-3">
          <Pagination
            label="Pages of post-mortems"
            shown={items.length === 1 ? "1 post-mortem" : `${items.length} post-mortems`}
            first={cursor === undefined ? null : address({})}
            next={nextCursor === null ? null : address({ cursor: nextCursor })}
          />
        </div>
      )}
    </>
  );
}

/** A cursor that is none shows the start. */
async function read(asked: {
  state: PostMortemState | undefined;
  cursor: string | undefined;
}): ReturnType<typeof listPostMortems> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  try {
    return await listPostMortems(db.prisma, { ...asked, actor, now: clock.now() });
  } catch (error) {
    if (!(error instanceof AppError) || asked.cursor === undefined) throw error;
    return read({ ...asked, cursor: undefined });
  }
}
