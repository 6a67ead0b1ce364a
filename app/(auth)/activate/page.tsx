import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Logo } from "@/components/layout/logo";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { setOwnPassword } from "./actions";

// The address holds a secret: it goes into no Referer.
export const metadata: Metadata = { title: "Set your password", referrer: "no-referrer" };

interface Asked {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const faults: Record<string, string> = {
  different: "The two passwords are not the same.",
  "invalid-input": "Take at least 12 characters, several different ones, and not your name or address.",
  "wrong-credentials": "This address was used already, has expired, or is not complete. Ask for a new one.",
  "too-many-attempts": "Too many attempts. Wait a quarter of an hour, then try again.",
};

export default async function ActivatePage({ searchParams }: Asked): Promise<ReactElement> {
  const { code, error } = await searchParams;
  return (
    <main className="mx-auto flex w-full max-w-sm flex-col gap-6 px-4 py-10">
      <header className="flex items-center gap-3">
        <Logo size={30} />
        <h1 className="text-xl font-semibold tracking-[-0.012em]">Set your password</h1>
      </header>
      {typeof error === "string" && (
        <Notice tone="stop" live="alert">
          {faults[error] ?? "That did not work. Try again."}
        </Notice>
      )}
      <form
        action={setOwnPassword}
        className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4"
      >
        <input type="hidden" name="code" value={typeof code === "string" ? code : ""} />
        <Input
          label="Password"
          hint="12 characters or more; a few words are easy to keep in mind and hard to guess."
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          maxLength={128}
        />
        <Input
          label="The same once more"
          name="again"
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          maxLength={128}
        />
        <Button type="submit" look="primary">
          Set password
        </Button>
      </form>
    </main>
  );
}
