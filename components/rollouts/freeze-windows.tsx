import Link from "next/link";
import type { ReactElement } from "react";
import { ActSheet } from "@/components/policy/act-sheet";
import { Badge } from "@/components/ui/badge";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { FreezeDesk } from "@/lib/rollouts/desk-queries";
import { recurrenceWords, scopeWords } from "./freeze-words";
import { type FreezeChoices, SetFreeze } from "./set-freeze";

export interface FreezeActs {
  set: Act;
  end: Act;
  place: Act;
  lift: Act;
}

/** The windows that stand, each with what comes next of it; and setting and ending them. */
export function FreezeWindows({
  desk,
  acts,
  reader,
  choices,
}: {
  desk: FreezeDesk;
  acts: FreezeActs;
  reader: Reader;
  choices: FreezeChoices;
}): ReactElement {
  const standing = desk.freezes.filter(({ ended }) => ended === null);
  return (
    <Section
      title="Freeze windows"
      aside={<SetFreeze ability={desk.set} act={acts.set} choices={choices} />}
      flush
    >
      {standing.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">
          No window is set. While one is in force nothing that it covers advances; signing and stopping go on.
        </p>
      ) : (
        <ul aria-label="Freeze windows">
          {standing.map((freeze) => (
            <Window key={freeze.id} freeze={freeze} act={acts.end} reader={reader} />
          ))}
        </ul>
      )}
    </Section>
  );
}

type Shown = FreezeDesk["freezes"][number];

function Window({ freeze, act, reader }: { freeze: Shown; act: Act; reader: Reader }): ReactElement {
  const { id, title, reason, component, recurring, inForce, next, setBy, occurrences } = freeze;
  const passing = occurrences.flatMap(({ overriddenBy }) => overriddenBy);
  return (
    <li
      id={`freeze-${id}`}
      className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-b-0"
    >
      <div className="min-w-0 flex-1 basis-72 text-sm text-ink-2">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium text-ink wrap-anywhere">{title}</span>
          {inForce && (
            <Badge tone="aged" shape="pause">
              In force
            </Badge>
          )}
        </p>
        <p className="wrap-anywhere">
          Freezes{" "}
          {component === null ? (
            "every release"
          ) : (
            <Link href={`/components/${component}`} prefetch={false} className="link">
              {scopeWords(component)}
            </Link>
          )}
          {next !== null && (
            <>
              {inForce ? " until " : ", next from "}
              {!inForce && (
                <>
                  <Time at={Date.parse(next.from)} reader={reader} /> until{" "}
                </>
              )}
              <Time at={Date.parse(next.until)} reader={reader} />
            </>
          )}
        </p>
        {recurring !== null && <p className="wrap-anywhere">Recurs {recurrenceWords(recurring)}</p>}
        <p className="text-ink-3 wrap-anywhere">
          {setBy.name}: “{reason}”
        </p>
        {passing.length > 0 && (
          <p className="wrap-anywhere">
            Overridden for{" "}
            {passing.map(({ slug, title: name }, index) => (
              <span key={`${slug}-${index}`}>
                {index > 0 && ", "}
                <Link href={`/releases/${slug}`} prefetch={false} className="link">
                  {name}
                </Link>
              </span>
            ))}
          </p>
        )}
      </div>
      <EndFreeze freeze={freeze} act={act} />
    </li>
  );
}

function EndFreeze({ freeze: { id, title, end }, act }: { freeze: Shown; act: Act }): ReactElement {
  return (
    <ActSheet
      id={`end-freeze-${id}`}
      label="End it"
      name={`End “${title}”`}
      submit="End it for good"
      ability={end}
      act={act}
      hidden={{ freeze: id }}
      align="end"
    >
      <p className="text-sm text-ink-2">
        It ends at once, with everything that was to come of it. To let one release pass, override it there.
      </p>
    </ActSheet>
  );
}
