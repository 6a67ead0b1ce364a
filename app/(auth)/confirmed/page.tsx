import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Logo } from "@/components/layout/logo";
import { Notice } from "@/components/ui/notice";
import { providerFaultWords } from "@/lib/identity/provider-faults";
import { site } from "@/lib/platform/site";

export const metadata: Metadata = { title: "Confirming your signature" };

interface Asked {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Where the provider's tab ends; what is to be signed waits in the tab from which it was opened, as it was typed. */
export default async function ConfirmedPage({ searchParams }: Asked): Promise<ReactElement> {
  const { error } = await searchParams;
  const name = site().provider?.name ?? "the provider";
  return (
    <main className="mx-auto flex w-full max-w-sm flex-col gap-6 px-4 py-10">
      <header className="flex items-center gap-3">
        <Logo size={30} />
        <h1 className="text-xl font-semibold tracking-[-0.012em]">
          {error === undefined ? "It is you" : "Not confirmed"}
        </h1>
      </header>
      {error === undefined ? (
        <Notice tone="good" live="status" title={`Confirmed by ${name}`}>
          <p>Close this tab and press the button once more where you were signing.</p>
        </Notice>
      ) : (
        <Notice tone="stop" live="alert">
          {faultWords(typeof error === "string" ? error : "", name)} What you typed is still in the tab where
          you were signing.
        </Notice>
      )}
    </main>
  );
}

function faultWords(code: string, name: string): string {
  if (code === "too-many-attempts") return "Too many attempts. Wait a little, then try again.";
  if (code === "not-signed-in") return "You are not signed in any more.";
  return providerFaultWords(code, name) ?? "That did not work. Try again.";
}
