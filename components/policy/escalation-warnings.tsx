import Link from "next/link";
import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";
import type { UnreachedAnswer } from "@/lib/policy/escalation-answers";
import { severities } from "@/lib/policy/model";

/** So many times of one level are listed; the API has all of them. */
const mostTimes = 3;

/** Levels that reach nobody now or soon, each with the times at which it is so. */
export function EscalationWarnings({
  warnings,
  reader,
}: {
  warnings: readonly UnreachedAnswer[];
  reader: Reader;
}): ReactElement | null {
  if (warnings.length === 0) return null;
  const groups = new Map<string, UnreachedAnswer[]>();
  for (const each of warnings) {
    const key = `${each.path} ${each.release?.slug ?? ""} ${each.severities.join()}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return (
    <Notice tone="work" title="Not every level reaches somebody at all times">
      <ul className="flex list-disc flex-col gap-1 pl-4">
        {[...groups].map(([key, group]) => (
          <li key={key} className="wrap-anywhere">
            <Group group={group} reader={reader} />
          </li>
        ))}
      </ul>
      <p className="pt-1">A level that reaches nobody goes on to the next at once.</p>
    </Notice>
  );
}

function Group({
  group,
  reader,
}: {
  group: readonly UnreachedAnswer[];
  reader: Reader;
}): ReactElement | null {
  const [first] = group;
  if (first === undefined) return null;
  const { level, release } = first;
  const at = first.severities.length === severities.length ? "" : ` at ${first.severities.join(", ")}`;
  const rest = group.length - mostTimes;
  return (
    <>
      Level {level}
      {at} reaches nobody
      {release !== null && (
        <>
          {" "}
          for{" "}
          <Link href={`/releases/${release.slug}/roles`} prefetch={false} className="link">
            {release.title}
          </Link>
        </>
      )}
      :{" "}
      {group.slice(0, mostTimes).map(({ isNow, from, to }, index) => (
        <span key={from}>
          {index > 0 && "; "}
          {isNow ? "now" : <Time at={Date.parse(from)} reader={reader} />} until{" "}
          <Time at={Date.parse(to)} reader={reader} />
        </span>
      ))}
      {rest > 0 && `; and ${rest} more ${rest === 1 ? "time" : "times"}`}.
    </>
  );
}
