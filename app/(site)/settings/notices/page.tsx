import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { HookForm } from "@/components/notifications/hook-form";
import { RulesForm } from "@/components/notifications/rules-form";
import { HoursForm } from "@/components/settings/hours-form";
import { ActForm } from "@/components/ui/act-form";
import { LinkButton } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { getRules, listMuted } from "@/lib/notifications/queries";
import type { MutedRelease } from "@/lib/notifications/schemas";
import { kernel } from "@/lib/platform/app";
import { getOwnHours } from "@/lib/policy/working-hours-queries";
import { site } from "@/lib/platform/site";
import { getReader } from "../../_lib/reader";
import { dropHours, mute, saveHook, saveHours, saveRules, unmute } from "./actions";

export const metadata: Metadata = { title: "Notices" };

export default async function NoticesPage(): Promise<ReactElement> {
  const [actor, reader] = await Promise.all([requireActor(), getReader()]);
  const { prisma } = kernel().db;
  const [own, muted, hours] = await Promise.all([
    getRules(prisma, { owner: { person: actor.id }, email: site().sendsMail ?? false }),
    listMuted(prisma, actor),
    getOwnHours(prisma, actor),
  ]);
  return (
    <>
      <PageHead
        title="Notices"
        acts={
          <LinkButton href="/inbox/notices" prefetch={false}>
            What you were told
          </LinkButton>
        }
      >
        You hear of releases in which you take part, and of what is asked of you.
        {own.isDefault && " You chose nothing yet; this is how it is unless you do."}
      </PageHead>
      {!own.email && (
        <Notice tone="idle" className="mb-4">
          This installation sends no e-mail: whoever runs it has to name a mail server first. Until then
          e-mail is left out.
        </Notice>
      )}
      <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:items-start">
        <Section title="What you hear of">
          <RulesForm key={own.digest} settings={own.rules} of="person" act={saveRules} digest={own.digest} />
        </Section>
        <div className="flex min-w-0 flex-col gap-4">
          <Section title="Your chat">
            <HookForm hook={own.slack} act={saveHook} reader={reader} />
          </Section>
          <Section title="When you work">
            <div className="flex flex-col gap-3 text-sm">
              <p className="text-ink-2">
                How long something has waited for you is counted by these hours.
                {!hours.isOwn && " You go by the organisation’s unless you say otherwise."}
              </p>
              <HoursForm key={hours.digest} hours={hours.hours} digest={hours.digest} act={saveHours} />
              {hours.isOwn && (
                <ActForm act={dropHours} submit="Go by the organisation’s" busy="Saving…" look="quiet" row>
                  <input type="hidden" name="expected" value={hours.digest} />
                </ActForm>
              )}
            </div>
          </Section>
          <Section title="Releases that you muted">
            <Muted muted={muted} />
          </Section>
        </div>
      </div>
    </>
  );
}

function Muted({ muted }: { muted: readonly MutedRelease[] }): ReactElement {
  return (
    <div className="flex flex-col gap-3 text-sm">
      {muted.length === 0 ? (
        <p className="text-ink-2">None. Of a muted release you hear only what is asked of you.</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {muted.map(({ slug, title }) => (
            <li key={slug} className="flex flex-wrap items-center justify-between gap-2">
              <Link
                href={`/releases/${slug}`}
                prefetch={false}
                className="min-w-0 font-medium wrap-anywhere hover:underline"
              >
                {title}
              </Link>
              <ActForm act={unmute} submit="Hear of it again" busy="…" look="quiet" size="sm" row>
                <input type="hidden" name="release" value={slug} />
              </ActForm>
            </li>
          ))}
        </ul>
      )}
      <ActForm act={mute} submit="Mute it" busy="Muting…" look="secondary">
        <Input
          label="Mute a release"
          name="release"
          required
          maxLength={64}
          autoCapitalize="none"
          hint="Its short name, as it stands in its address."
        />
      </ActForm>
    </div>
  );
}
