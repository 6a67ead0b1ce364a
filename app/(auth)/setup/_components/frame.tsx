import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { Logo } from "@/components/layout/logo";
import { Shape } from "@/components/ui/shape";
import { Toasts } from "@/components/ui/toast";
import { isOpen, type SetupFacts, type SetupStep, setupSteps } from "@/lib/setup/model";
import { readSaid } from "../../../(site)/_lib/said";
import { pathOf } from "../_lib/step";

const titles: Record<SetupStep, string> = {
  "first-admin": "You",
  organisation: "Teams and roles",
  rights: "Decision rights",
  template: "First template",
  done: "Ready",
};

/** The frame of set-up's pages: where one stands, and what comes. */
export async function SetupFrame({
  step,
  facts,
  title,
  lead,
  children,
}: {
  step: SetupStep;
  facts: SetupFacts;
  title: string;
  lead: ReactNode;
  children: ReactNode;
}): Promise<ReactElement> {
  return (
    <main className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 py-8 sm:py-12">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <span className="flex items-center gap-2.5 font-semibold">
          <Logo size={26} /> Countersign
        </span>
        <Steps step={step} facts={facts} />
      </div>
      <header className="flex flex-col gap-1">
        <h1 className="text-xl font-semibold tracking-[-0.012em]">{title}</h1>
        <p className="max-w-prose text-ink-2">{lead}</p>
      </header>
      {children}
      <Toasts said={await readSaid()} />
    </main>
  );
}

function Steps({ step, facts }: { step: SetupStep; facts: SetupFacts }): ReactElement {
  const at = setupSteps.indexOf(step);
  return (
    <nav aria-label="Steps of set-up">
      <ol className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {setupSteps.map((each, index) => (
          <li key={each} className="flex items-center gap-1.5">
            <Shape
              name={index < at ? "check-disc" : index === at ? "half" : "ring"}
              tone={index < at ? "good" : index === at ? "accent" : "idle"}
              size={12}
            />
            <StepName step={each} isCurrent={index === at} isOpen={index !== at && isOpen(each, facts)} />
            <span className="unseen">{index < at ? "done" : index === at ? "now" : "to come"}</span>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepName(props: { step: SetupStep; isCurrent: boolean; isOpen: boolean }): ReactElement {
  const { step, isCurrent } = props;
  if (isCurrent)
    return (
      <span aria-current="step" className="font-medium text-ink">
        {titles[step]}
      </span>
    );
  if (!props.isOpen) return <span className="text-ink-3">{titles[step]}</span>;
  return (
    <Link href={pathOf(step)} prefetch={false} className="text-ink-2 underline underline-offset-2">
      {titles[step]}
    </Link>
  );
}
