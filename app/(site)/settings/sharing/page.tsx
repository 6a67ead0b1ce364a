import type { Metadata } from "next";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { LinkList } from "@/components/sharing/link-list";
import { MakeLinkForm } from "@/components/sharing/make-link";
import { Empty } from "@/components/ui/empty";
import { Pagination } from "@/components/ui/pagination";
import { Section } from "@/components/ui/section";
import { listComponents } from "@/lib/catalogue/queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { listShareLinks } from "@/lib/sharing/link-queries";
import { addressWith } from "../../_lib/filters";
import { getReader, one } from "../../_lib/reader";
import { makeLink, revokeLink } from "./actions";

export const metadata: Metadata = { title: "Share links" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SharingPage({ searchParams }: Props): Promise<ReactElement> {
  const [actor, reader, asked] = await Promise.all([requireActor(), getReader(), searchParams]);
  const cursor = one(asked["cursor"]);
  const isAdmin = actor.access === "admin";
  const [links, components] = await Promise.all([
    readLinks(cursor),
    listComponents(kernel().db.prisma, { limit: 200 }),
  ]);
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <PageHead title="Share links">
        Addresses at which somebody without an account reads how things stand. They show no reasons, votes,
        addresses or evidence, and nothing that is restricted.
      </PageHead>
      <Section title="Make one">
        <MakeLinkForm
          act={makeLink}
          components={components.items.map(({ key, title }) => ({ value: key, label: `Only ${title}` }))}
        />
        <p className="pt-3 text-xs text-ink-3">
          A link to one release is made on the release, under “Share”.
        </p>
      </Section>
      <Section title={isAdmin ? "All share links" : "Your share links"} flush>
        {links.items.length === 0 ? (
          <Empty title="No share link yet">
            Whoever sees a release can make a link to it; of a restricted one only its champion. It ends by
            itself, at the latest after 90 days, and can be revoked at once.
          </Empty>
        ) : (
          <LinkList
            links={links.items.map((link) => ({ ...link, revoke: { allowed: true } }))}
            label="Share links"
            reader={reader}
            revoke={revokeLink}
            showWhat
          />
        )}
      </Section>
      {links.items.length > 0 && (
        <Pagination
          label="Pages of share links"
          shown={links.items.length === 1 ? "1 link" : `${links.items.length} links`}
          first={cursor === undefined ? null : "/settings/sharing"}
          next={
            links.nextCursor === null ? null : addressWith("/settings/sharing", { cursor: links.nextCursor })
          }
        />
      )}
    </div>
  );
}

/** One's own; as an admin everybody's, since admins end them all. A cursor that is none shows the start. */
async function readLinks(cursor: string | undefined): ReturnType<typeof listShareLinks> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  const of = { everybody: actor.access === "admin" };
  try {
    return await listShareLinks(db.prisma, { of, actor, now: clock.now(), cursor });
  } catch (error) {
    if (error instanceof AppError && cursor !== undefined) return readLinks(undefined);
    throw error;
  }
}
