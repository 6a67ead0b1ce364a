"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import type { Act } from "@/components/ui/outcome";
import { Popover } from "@/components/ui/popover";
import { type Reader, Time } from "@/components/ui/time";
import { becauseWords } from "@/lib/notifications/hearing-because";
import type { HearingView } from "@/lib/notifications/schemas";
import { type HearingAct, hearingActs } from "./hearing-acts";

interface Shown {
  slug: string;
  hearing: HearingView;
  reader: Reader;
  acts: Record<HearingAct, Act>;
}

const actWords: Readonly<Record<HearingAct, string>> = {
  mute: "Mute",
  unmute: "Unmute",
  follow: "Follow",
  unfollow: "Stop following",
};

/** Whether one hears of a release, why, and what one can choose: a button beside its name. */
export function Hearing({ slug, hearing, reader, acts }: Shown): ReactElement {
  return (
    <span className="-mx-2 inline-flex">
      <Popover label="What you hear of this release" look="quiet" size="sm" button={buttonWords(hearing)}>
        <div className="flex flex-col gap-3">
          <div>
            <p className="font-medium text-ink">{headline(hearing)}</p>
            <Why hearing={hearing} reader={reader} />
          </div>
          <div className="flex flex-wrap gap-2">
            {hearingActs(hearing).map((act, at) => (
              <ActForm
                // By its place: a form that became another could not say that it is done, which closes the card.
                key={at}
                act={acts[act]}
                submit={actWords[act]}
                busy="One moment…"
                look={at === 0 ? "secondary" : "quiet"}
                size="sm"
                row
              >
                <input type="hidden" name="release" value={slug} />
              </ActForm>
            ))}
          </div>
          <p className="text-xs text-ink-3">
            Nobody can mute what is asked of them: decisions that wait for them, reminders, obligations such
            as looking at a use of break-glass, and escalations of rollbacks, which at severity sev1 and sev2
            come in quiet hours too.
          </p>
          <Link href="/settings/notices" prefetch={false} className="link text-xs">
            What you hear of, and how
          </Link>
        </div>
      </Popover>
    </span>
  );
}

function buttonWords({ choice, hears }: HearingView): string {
  if (choice === "mute") return "Muted";
  if (choice === "follow") return "Following";
  return hears ? "Notices on" : "Follow";
}

function headline({ choice, hears }: HearingView): string {
  if (choice === "mute") return "Muted by you";
  if (choice === "follow") return "Followed by you";
  return hears ? "You hear what others do here" : "You do not hear what others do here";
}

function Why({
  hearing: { choice, because, since },
  reader,
}: Pick<Shown, "hearing" | "reader">): ReactElement {
  return (
    <div className="text-ink-2">
      {since !== null && (
        <p>
          Since <Time at={Date.parse(since)} reader={reader} />.
        </p>
      )}
      {choice === "rules" && because.length === 0 && <p>You take no part in it.</p>}
      {choice !== "follow" && because.length > 0 && (
        <Reasons
          because={because}
          lead={choice === "mute" ? "Unmuted, you would hear of it because" : "Because"}
        />
      )}
    </div>
  );
}

function Reasons({ because, lead }: { because: HearingView["because"]; lead: string }): ReactElement {
  const words = because.map(becauseWords);
  const [only] = words;
  if (words.length === 1) return <p className="wrap-anywhere">{`${lead} ${only}.`}</p>;
  return (
    <>
      <p>{lead}</p>
      <ul className="list-disc pl-5">
        {words.map((each) => (
          <li key={each} className="wrap-anywhere">
            {each}
          </li>
        ))}
      </ul>
    </>
  );
}
