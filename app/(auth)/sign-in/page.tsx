import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { ReactElement } from "react";
import { Logo } from "@/components/layout/logo";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { providerFaultWords } from "@/lib/identity/provider-faults";
import { listSamplePeople, type SampleGroup } from "@/lib/identity/sample-people";
import { kernel } from "@/lib/platform/app";
import { ownPath, site } from "@/lib/platform/site";
import { unfinishedStep } from "@/lib/setup/is-set-up";
import { signInWithPassword } from "./actions";

export const metadata: Metadata = { title: "Sign in" };

/** A route that leads to the provider, not a page. */
const providerSignOut = "/sign-out/provider";

interface Asked {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const faults: Record<string, string> = {
  "wrong-credentials": "E-mail address and password do not match.",
  CredentialsSignin: "E-mail address and password do not match.",
  "cross-site": "That came from another site. Sign in here.",
  unavailable: "The database cannot be reached. Try again soon.",
};

export default async function SignInPage({ searchParams }: Asked): Promise<ReactElement> {
  const { error, next: asked, done, wait } = await searchParams;
  if ((await unfinishedStep(kernel())) === "first-admin") redirect("/setup");
  const next = ownPath(typeof asked === "string" ? asked : null);
  const { provider } = site();
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
          {wordsOf(error, { wait: Number(wait), provider: provider?.name })}
        </Notice>
      )}
      {done === "password" && (
        <Notice tone="good" live="status">
          Your password is set. Sign in with it.
        </Notice>
      )}
      {done === "signed-out" && provider !== undefined && (
        <Notice tone="good" live="status">
          You are signed out here. {provider.name} may still know you:{" "}
          <a href={providerSignOut} className="underline">
            sign out there too
          </a>
          .
        </Notice>
      )}
      <div className={groups.length > 0 ? "grid items-start gap-8 md:grid-cols-[20rem_minmax(0,1fr)]" : ""}>
        <div className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4">
          {provider !== undefined && <ByProvider name={provider.name} next={next} />}
          <form action={signInWithPassword} className="flex flex-col gap-3">
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
            <Button type="submit" look={provider === undefined ? "primary" : "secondary"}>
              Sign in
            </Button>
          </form>
        </div>
        {groups.length > 0 && <SamplePeople groups={groups} next={next} />}
      </div>
    </main>
  );
}

/** The provider's button, a form of its own: it works without script. */
function ByProvider({ name, next }: { name: string; next: string }): ReactElement {
  return (
    <>
      <form method="post" action="/sign-in/provider">
        <input type="hidden" name="next" value={next} />
        <Button type="submit" look="primary" className="w-full">
          Continue with {name}
        </Button>
      </form>
      <p className="flex items-center gap-3 text-xs text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or with a password
      </p>
    </>
  );
}

function wordsOf(error: string, { wait, provider }: { wait: number; provider: string | undefined }): string {
  if (error === "too-many-attempts") return `Too many attempts. Try again ${inMinutes(wait)}.`;
  return (
    faults[error] ??
    providerFaultWords(error, provider ?? "single sign-on") ??
    "That did not work. Try again."
  );
}

/** In words when to try again; a quarter of an hour is the longest that attempts are counted. */
function inMinutes(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 3600) return "in a quarter of an hour";
  if (seconds < 90) return `in ${Math.ceil(seconds)} seconds`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
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
