import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactElement, ReactNode } from "react";
import { CommandHost } from "@/components/layout/command-host";
import { EarlyTaps } from "@/components/layout/early-taps";
import { EarlyTapsEnd } from "@/components/layout/early-taps-end";
import { preferencesOf } from "@/components/layout/preferences";
import { ReaderZone } from "@/components/layout/reader-zone";
import { Shell } from "@/components/layout/shell";
import { UserMenu } from "@/components/layout/user-menu";
import { Toasts } from "@/components/ui/toast";
import { countWaiting } from "@/lib/gates/waiting-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { unfinishedStep } from "@/lib/setup/is-set-up";
import { getReader } from "./_lib/reader";
import { readSaid } from "./_lib/said";
import { setPreference } from "./actions";

// The frame of every page. Each page asks for its reader itself too: a layout is not what protects it.
export default async function SiteLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  const actor = await requireActor();
  if ((await unfinishedStep(kernel())) !== null) redirect("/setup");
  const [jar, asked, reader, said, waiting] = await Promise.all([
    cookies(),
    headers(),
    getReader(),
    readSaid(),
    countWaiting(kernel().db.prisma, { actor, now: kernel().clock.now() }),
  ]);
  const preferences = preferencesOf(jar);
  const command = /Mac OS|iPhone|iPad/.test(asked.get("user-agent") ?? "") ? "⌘" : "Ctrl";
  const detail = actor.access === "member" ? actor.email : `${actor.email} · ${actor.access}`;
  return (
    <>
      <EarlyTaps nonce={asked.get("x-nonce") ?? undefined} />
      <Shell
        waiting={waiting}
        command={command}
        account={
          <UserMenu name={actor.name} detail={detail} preferences={preferences} keep={setPreference} />
        }
      >
        {children}
      </Shell>
      <CommandHost preferences={preferences} command={command} keep={setPreference} />
      <ReaderZone zone={reader.zone} />
      <Toasts said={said} />
      <EarlyTapsEnd />
    </>
  );
}
