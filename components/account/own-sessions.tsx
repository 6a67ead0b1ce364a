import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { SessionAnswer } from "@/lib/identity/schemas";

/** Where one is signed in, and the ways out. */
export function OwnSessions({
  sessions,
  reader,
  provider,
  acts,
}: {
  sessions: readonly SessionAnswer[];
  reader: Reader;
  /** What the provider is called. */
  provider: string;
  acts: { one: Act; others: Act; all: Act };
}): ReactElement {
  return (
    <Section id="sessions" title="Signed in" aside="a session unused for 12 hours ends by itself" flush>
      <ul aria-label="Sessions">
        {sessions.map((session) => (
          <li
            key={session.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 text-sm"
          >
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-x-2 font-medium">
                {session.device}
                {session.current && (
                  <Badge tone="good" shape="check-disc">
                    This one
                  </Badge>
                )}
              </p>
              <p className="text-ink-2">
                By {session.by === "password" ? "password" : provider}, started{" "}
                <Time at={Date.parse(session.createdAt)} reader={reader} />
                {" · "}used <Time at={Date.parse(session.usedAt)} reader={reader} show="ago" />
              </p>
            </div>
            {!session.current && (
              <ActForm act={acts.one} submit="Sign out" busy="Signing out…" look="secondary" size="sm">
                <input type="hidden" name="id" value={session.id} />
              </ActForm>
            )}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2 px-4 py-3">
        <ActForm
          act={acts.others}
          submit="Sign out all others"
          busy="Signing out…"
          look="secondary"
          size="sm"
        />
        <ActForm act={acts.all} submit="Sign out everywhere" busy="Signing out…" look="danger" size="sm" />
      </div>
    </Section>
  );
}
