import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { voteWords } from "@/components/gates/status";
import { Shape } from "@/components/ui/shape";
import type { ConsequencesAnswer } from "@/lib/gates/consequence-schemas";
import type { VoteKind } from "@/lib/gates/model";
import { roleWords } from "@/lib/policy/role-words";

/** What would follow from an act, before it is done. */
export function Consequences({ found }: { found: ConsequencesAnswer }): ReactElement {
  const { releases, examined, notExamined, emptyRoles, leaderless, decisions } = found;
  const beside = [
    ...emptyRoles.map((role) => `Nobody could be given the role ${roleWords(role)} any more.`),
    ...leaderless.map((team) => `The team ${team} would have no lead.`),
    ...decisions.map(({ message }) => message),
  ];
  return (
    <div className="flex flex-col gap-3 text-sm">
      {releases.length === 0 && beside.length === 0 && (
        <p className="flex items-baseline gap-2 text-ink-2">
          <Shape name="check-disc" tone="good" size={12} />
          {examined === 0
            ? "No draft and no release in flight that you can see rests on it."
            : `Nothing would change on ${examined === 1 ? "the release" : `the ${examined} releases`} concerned.`}
        </p>
      )}
      {beside.length > 0 && (
        <ul className="flex flex-col gap-1">
          {beside.map((sentence) => (
            <Line key={sentence} tone="stop">
              {sentence}
            </Line>
          ))}
        </ul>
      )}
      {releases.map((release) => (
        <OnRelease key={release.slug} release={release} />
      ))}
      {notExamined > 0 && (
        <p className="text-ink-2">
          {notExamined} older releases were not looked at; look at their roles before you go on.
        </p>
      )}
    </div>
  );
}

function OnRelease({ release }: { release: ConsequencesAnswer["releases"][number] }): ReactElement {
  const { slug, title, roles, votes, reopened, unfillable, decisions } = release;
  return (
    <section aria-label={title} className="min-w-0 rounded-md border border-line p-3">
      <h3 className="pb-1 font-medium wrap-anywhere">
        <Link href={`/releases/${slug}`} prefetch={false} className="hover:underline">
          {title}
        </Link>
      </h3>
      <ul className="flex flex-col gap-1">
        {unfillable.map(({ gate, requirement, title: what, gateTitle, roles: asked }) => (
          <Line key={`u ${gate} ${requirement ?? ""}`} tone="stop">
            Nobody could fill “{what}” of {gateTitle}
            {asked.length > 0 && ` (${asked.map(roleWords).join(", ")})`}.
          </Line>
        ))}
        {decisions.length > 0 && (
          <Line tone="stop">Too few could decide: {decisions.map((each) => each.title).join(" · ")}.</Line>
        )}
        {votes.map(({ gate, requirement, title: what, role, vote, person }) => (
          <Line key={`v ${gate} ${requirement ?? ""} ${role} ${person.email}`} tone="aged">
            {person.name} {voteWords[vote as VoteKind]} “{what}” as {roleWords(role)}: it stops counting.
          </Line>
        ))}
        {reopened.map(({ gate, requirement, title: what, gateTitle }) => (
          <Line key={`r ${gate} ${requirement ?? ""}`} tone="aged">
            “{what}” of {gateTitle} is met now and opens again.
          </Line>
        ))}
        {roles.map(({ role, person }) => (
          <Line key={`o ${role} ${person.email}`} tone="idle">
            {person.name} is {roleWords(role)} no longer.
          </Line>
        ))}
      </ul>
    </section>
  );
}

function Line({ tone, children }: { tone: "stop" | "aged" | "idle"; children: ReactNode }): ReactElement {
  const shape = { stop: "stop", aged: "half", idle: "ring" } as const;
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 wrap-anywhere">
      <Shape name={shape[tone]} tone={tone} size={12} className="mt-1" />
      <span>{children}</span>
    </li>
  );
}
