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
import { listChosen } from "@/lib/notifications/hearing-queries";
import { getRules } from "@/lib/notifications/queries";
import type { ChosenRelease } from "@/lib/notifications/schemas";
import { kernel } from "@/lib/platform/app";
import { getOwnHours } from "@/lib/policy/working-hours-queries";
import { site } from "@/lib/platform/site";
import type { Act } from "@/components/ui/outcome";
import { mute, unfollow, unmute } from "../../_lib/hearing-actions";
import { getReader } from "../../_lib/reader";
import { dropHours, saveHook, saveHours, saveRules } from "./actions";

export const metadata: Metadata = { title: "Notices" };

export default async function NoticesPage(): Promise<ReactElement> {
  const [actor, reader] = await Promise.all([requireActor(), getReader()]);
  const { prisma } = kernel().db;
  const [own, muted, followed, hours] = await Promise.all([
    getRules(prisma, { owner: { person: actor.id }, email: site().sendsMail ?? false }),
    listChosen(prisma, { actor, choice: "mute" }),
    listChosen(prisma, { actor, choice: "follow" }),
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
          <Section title="Releases that you follow">
            <Chosen
              releases={followed}
              act={unfollow}
              submit="Stop following"
              none="None. Of a release that you follow you hear whether you take part in it or not; the button is beside its name."
            />
          </Section>
          <Section title="Releases that you muted">
            <div className="flex flex-col gap-3">
              <Chosen
                releases={muted}
                act={unmute}
                submit="Unmute"
                none="None. Of a muted release you hear only what is asked of you; the button is beside its name."
              />
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
          </Section>
        </div>
      </div>
    </>
  );
}

function Chosen({
  releases,
  act,
  submit,
  none,
}: {
  releases: readonly ChosenRelease[];
  act: Act;
  submit: string;
  none: string;
}): ReactElement {
  if (releases.length === 0) return <p className="text-sm text-ink-2">{none}</p>;
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {releases.map(({ slug, title }) => (
        <li key={slug} className="flex flex-wrap items-center justify-between gap-2">
          <Link
            href={`/releases/${slug}`}
            prefetch={false}
            className="min-w-0 font-medium wrap-anywhere hover:underline"
          >
            {title}
          </Link>
          <ActForm act={act} submit={submit} busy="…" look="quiet" size="sm" row>
            <input type="hidden" name="release" value={slug} />
          </ActForm>
        </li>
      ))}
    </ul>
  );
}
