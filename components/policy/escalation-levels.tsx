import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { whoWords } from "@/components/ui/who-words";
import type { EscalationPreviewAnswer } from "@/lib/policy/escalation-answers";
import type { EscalationLevel } from "@/lib/policy/escalation-model";
import { afterText, repeatText } from "@/lib/policy/escalation-words";
import { channelWords, levelTitle, levelWhomText } from "@/lib/policy/whom-words";

/** Levels in the order in which they are reached: whom, when, how often, and who that would be now. */
export function EscalationLevels({
  levels,
  told,
}: {
  levels: readonly EscalationLevel[];
  told: EscalationPreviewAnswer["levels"];
}): ReactElement {
  return (
    <ol aria-label="Levels">
      {levels.map((level, at) => {
        const again = repeatText(level);
        const now = told.find(({ number }) => number === at + 1);
        return (
          <li
            key={`${at + 1} ${levelWhomText(level)}`}
            className="grid gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]"
          >
            <div className="min-w-0">
              <p className="font-medium wrap-anywhere">
                {at + 1}. {levelTitle(levelWhomText(level))}
              </p>
              <p className="text-xs text-ink-3 first-letter:uppercase">
                {afterText(level, at + 1)}
                {again !== null && `, ${again}`}, by {channelWords[level.channel]}
              </p>
            </div>
            {now !== undefined && <Now level={now} />}
          </li>
        );
      })}
    </ol>
  );
}

function Now({ level }: { level: EscalationPreviewAnswer["levels"][number] }): ReactElement {
  const { people, unseeing, byRelease } = level;
  return (
    <div className="min-w-0 text-ink-2 wrap-anywhere">
      {people.length === 0 && !byRelease ? (
        <Badge tone="stop" shape="stop">
          nobody now
        </Badge>
      ) : (
        <p title={people.map(({ name, email }) => `${name} ${email}`).join(", ")}>
          <span className="text-ink-3">Now: </span>
          {people.length > 0 && whoWords(people, { max: 6 })}
          {byRelease && `${people.length === 0 ? "who" : ", and who"} that is depends on the release`}
        </p>
      )}
      {unseeing.length > 0 && (
        <p className="text-xs">
          Not told, because they do not see the release: {whoWords(unseeing, { max: 4 })}.
        </p>
      )}
    </div>
  );
}
