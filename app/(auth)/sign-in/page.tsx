import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { ReactElement } from "react";
import { Logo } from "@/components/layout/logo";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { listSamplePeople, type SampleGroup } from "@/lib/identity/sample-people";
import { kernel } from "@/lib/platform/app";
import { ownPath, site } from "@/lib/platform/site";
import { unfinishedStep } from "@/lib/setup/is-set-up";
import { signInWithPassword } from "./actions";

export const metadata: Metadata = { title: "Sign in" };

interface Asked {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const faults: Record<string, string> = {
  "wrong-credentials": "E-mail address and password do not match.",
  CredentialsSignin: "E-mail address and password do not match.",
  "too-many-attempts": "Too many attempts. Wait a quarter of an hour, then try again.",
  "cross-site": "That came from another site. Sign in here.",
  unavailable: "The database cannot be reached. Try again soon.",
};

export default async function SignInPage({ searchParams }: Asked): Promise<ReactElement> {
  const { error, next: asked, done } = await searchParams;
  if ((await unfinishedStep(kernel())) === "first-admin") redirect("/setup");
  const next = ownPath(typeof asked === "string" ? asked : null);
  const groups = site().demo ? await listSamplePeople(kernel()) : [];
  return (
    <main
      className={`mx-auto flex min-h-dvh w-full flex-col gap-6 px-4 py-10 sm:py-16 ${groups.length > 0 ? "max-w-5xl" : "max-w-sm"}`}
    >
      <header className="flex items-center gap-3">
        <Logo size={30} />
        <h1 className="text-xl font-semibold tracking-[-0.012em]">Sign in to Countersign</h1>
      </header>
      {typeof error === "string" && (
        <Notice tone="stop" live="alert">
          {faults[error] ?? "That did not work. Try again."}
        </Notice>
      )}
      {done === "password" && (
        <Notice tone="good" live="status">
          Your password is set. Sign in with it.
        </Notice>
      )}
      <div className={groups.length > 0 ? "grid items-start gap-8 md:grid-cols-[20rem_minmax(0,1fr)]" : ""}>
        <form
          action={signInWithPassword}
          className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4"
        >
          <input type="hidden" name="next" value={next} />
          <Input
            label="E-mail address"
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={254}
          />
          <Input
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            maxLength={128}
          />
          <Button type="submit" look="primary">
            Sign in
          </Button>
        </form>
        {groups.length > 0 && <SamplePeople groups={groups} next={next} />}
      </div>
    </main>
  );
}

function SamplePeople({ groups, next }: { groups: SampleGroup[]; next: string }): ReactElement {
  return (
    <section aria-labelledby="sample-people" className="flex flex-col gap-4">
      <h2 id="sample-people" className="text-base font-semibold">
        Or as one of the sample people
      </h2>
      <form method="post" action="/demo/sign-in" className="flex flex-col gap-4">
        <input type="hidden" name="next" value={next} />
        {groups.map(({ title, people }) => (
          <fieldset key={title} className="flex flex-col gap-1.5">
            <legend className="pb-1 text-sm font-medium text-ink-2">{title}</legend>
            <ul className="grid gap-1.5 sm:grid-cols-2 xl:grid-cols-3">
              {people.map(({ email, name, does }) => (
                <li key={email}>
                  <Button
                    type="submit"
                    name="email"
                    value={email}
                    className="w-full justify-start gap-2.5 px-2.5 py-1.5 text-left"
                  >
                    <Avatar name={name} size={24} />
                    <span className="min-w-0">
                      <span className="block">{name}</span>
                      <span className="block text-xs font-normal text-ink-3">{does}</span>
                    </span>
                  </Button>
                </li>
              ))}
            </ul>
          </fieldset>
        ))}
      </form>
    </section>
  );
}
