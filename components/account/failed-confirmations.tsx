import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";

/** That somebody repeatedly failed to show that it is the person who signs; `own`: the reader is that person. */
export function FailedConfirmations({
  repeated,
  own,
  reader,
}: {
  repeated: { count: number; last: string } | null;
  own: boolean;
  reader: Reader;
}): ReactElement | null {
  if (repeated === null) return null;
  const { count, last } = repeated;
  return (
    <Notice
      tone="stop"
      className="mb-4"
      title={`${count} attempts to sign in ${own ? "your" : "this person’s"} name failed`}
    >
      <p>
        Within the last week, the last one <Time at={Date.parse(last)} reader={reader} show="ago" />, somebody
        signed in as {own ? "you" : "them"} did not show that it was {own ? "you" : "them"}.{" "}
        {own
          ? "If it was not you, sign out everywhere and change your password."
          : "If it was not they, sign them out everywhere."}
      </p>
    </Notice>
  );
}
