import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactElement, ReactNode } from "react";
import { PhoneNavigation } from "@/components/layout/navigation";
import { ReaderZone } from "@/components/layout/reader-zone";
import { SignOut } from "@/components/layout/sign-out";
import { themeCookie, themeOf } from "@/components/layout/theme";
import { Content, TopBar } from "@/components/layout/top-bar";
import { UserMenu } from "@/components/layout/user-menu";
import { Toasts } from "@/components/ui/toast";
import { countWaiting } from "@/lib/gates/waiting-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { unfinishedStep } from "@/lib/setup/is-set-up";
import { getReader } from "./_lib/reader";
import { readSaid } from "./_lib/said";
import { setTheme } from "./actions";

// The frame of every page. Each page asks for its reader itself too: a layout is not what protects it.
export default async function SiteLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  const actor = await requireActor();
  if ((await unfinishedStep(kernel())) !== null) redirect("/setup");
  const [jar, reader, said, waiting] = await Promise.all([
    cookies(),
    getReader(),
    readSaid(),
    countWaiting(kernel().db.prisma, actor),
  ]);
  const detail = actor.access === "member" ? actor.email : `${actor.email} · ${actor.access}`;
  return (
    <>
      <TopBar waiting={waiting}>
        <UserMenu
          name={actor.name}
          detail={detail}
          theme={themeOf(jar.get(themeCookie)?.value)}
          setTheme={setTheme}
          signOut={<SignOut action="/sign-out" />}
        />
      </TopBar>
      <Content>{children}</Content>
      <PhoneNavigation waiting={waiting} />
      <ReaderZone zone={reader.zone} />
      <Toasts said={said} />
    </>
  );
}
