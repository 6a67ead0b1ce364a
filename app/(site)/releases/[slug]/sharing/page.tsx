import type { Metadata } from "next";
import type { ReactElement } from "react";
import { LinkList } from "@/components/sharing/link-list";
import { MakeLinkForm } from "@/components/sharing/make-link";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { toAbility } from "@/lib/policy/ability";
import { releaseLinkViews } from "@/lib/sharing/link-queries";
import { mayShare } from "@/lib/sharing/share-rules";
import { makeLink, revokeLink } from "../../../settings/sharing/actions";
import { found } from "../../../_lib/found";
import { getReader } from "../../../_lib/reader";
import { getRelease } from "../_data";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Share · ${title}` };
}

export default async function ReleaseSharingPage({ params }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const actor = await requireActor();
  const { db, clock } = kernel();
  const [{ restricted, champions }, reader, links] = await Promise.all([
    getRelease(slug),
    getReader(),
    found(releaseLinkViews(db.prisma, { release: slug, actor, now: clock.now(), limit: 100 })),
  ]);
  const ability = toAbility(mayShare(actor, { scope: "release", restricted, champions }), actor);
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <Section title="Share how it stands">
        <p className="max-w-prose pb-3 text-sm text-ink-2">
          Somebody without an account reads by a link where the release is, how it fares, when it ships, and
          what was said for the status page: no reasons, votes, addresses or evidence.
          {restricted && " The release is restricted: only its champion makes one."}
        </p>
        {ability.allowed ? (
          <MakeLinkForm act={makeLink} release={slug} />
        ) : (
          <Why label="Make a share link" full {...ability} />
        )}
      </Section>
      <Section title="Share links" flush>
        {links.items.length === 0 ? (
          <p className="px-4 py-3 text-sm text-ink-2">Nobody made one.</p>
        ) : (
          <LinkList links={links.items} label="Share links" reader={reader} revoke={revokeLink} />
        )}
      </Section>
    </div>
  );
}
