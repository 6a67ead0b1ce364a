import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { LinkButton } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { SetupFrame } from "../_components/frame";
import { requireStep } from "../_lib/step";

export const metadata: Metadata = { title: "Set up" };

export default async function DonePage(): Promise<ReactElement> {
  const { facts } = await requireStep("done");
  return (
    <SetupFrame
      step="done"
      facts={facts}
      title="This workspace is ready"
      lead="What is left is to bring in the others, and to release something."
    >
      <Section title="Next">
        <ol className="flex list-decimal flex-col gap-3 pl-5 text-sm">
          <li>
            <p className="font-medium">Invite the people you named</p>
            <p className="max-w-prose text-ink-2">
              Nobody opens another&apos;s account: whoever operates the server makes a one-time address for
              each, under which they set their own password. Or let them sign in through your identity
              provider; the operator&apos;s guide says how.
            </p>
            <code className="mt-1 block w-fit max-w-full overflow-x-auto rounded-md border border-line bg-surface px-2 py-1 font-mono text-xs">
              npm run invite -- someone@example.org
            </code>
          </li>
          <li>
            <p className="font-medium">
              Register what you release under{" "}
              <Link href="/components" className="link">
                Components
              </Link>
            </p>
            <p className="max-w-prose text-ink-2">
              A model, a data pipeline, a service: each is owned by one team.
            </p>
          </li>
          {facts.templates === 0 && (
            <li>
              <p className="font-medium">
                Have the first template published under{" "}
                <Link href="/setup/template" className="link">
                  Templates
                </Link>
              </p>
              <p className="max-w-prose text-ink-2">A release begins from one.</p>
            </li>
          )}
          <li>
            <p className="font-medium">Begin the first release</p>
            <p className="max-w-prose text-ink-2">
              From a template, with its champion and the people in each role.
            </p>
          </li>
        </ol>
      </Section>
      <div className="flex flex-wrap gap-3">
        <LinkButton href="/releases/new" look="primary">
          New release
        </LinkButton>
        <LinkButton href="/">Portfolio</LinkButton>
      </div>
    </SetupFrame>
  );
}
