import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { roleWords } from "@/components/gates/status";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import type { ReleaseView } from "@/lib/releases/page-model";

/** What a draft still lacks: what keeps it from starting, and what it will be asked for at once. */
export function BeforeStart({ release }: { release: ReleaseView }): ReactElement {
  const { unfilled, components, slug } = release;
  const withoutCandidate = components.filter(({ candidate }) => candidate === null);
  return (
    <Section title="Before it can start" className="self-start" flush>
      <ul>
        {unfilled.map(({ roles, asked }) => (
          <Line key={roles.join()} tone="stop" shape="stop" label="Missing">
            Nobody holds {roles.map(roleWords).join(" or ")}, asked for by {asked.join(", ")}.
          </Line>
        ))}
        {unfilled.length === 0 && (
          <Line tone="go" shape="play" label="Ready">
            Every role that is asked for is held: it can start.
          </Line>
        )}
        {withoutCandidate.map(({ key, title }) => (
          <Line key={key} tone="idle" shape="ring" label="Open">
            {title} has no candidate yet; its gates will wait for one.
          </Line>
        ))}
        <Line tone="idle" shape="ring" label="Open">
          The{" "}
          <Link
            href={`/releases/${slug}/plan`}
            prefetch={false}
            className="text-accent underline underline-offset-2"
          >
            plan, criteria and rollback plan
          </Link>{" "}
          can be written now: what changes later has to be signed again.
        </Line>
      </ul>
    </Section>
  );
}

function Line({
  tone,
  shape,
  label,
  children,
}: {
  tone: "stop" | "go" | "idle";
  shape: "stop" | "play" | "ring";
  label: string;
  children: ReactNode;
}): ReactElement {
  return (
    <li className="flex gap-2.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <Shape name={shape} tone={tone} size={14} label={label} className="mt-[3px]" />
      <span className="min-w-0">{children}</span>
    </li>
  );
}
