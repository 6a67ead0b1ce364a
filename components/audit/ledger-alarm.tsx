import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";
import type { KeysView } from "@/lib/audit/proof-schemas";

/** That the log is not signed any more: loud, since it means that somebody altered the past, or that a backup brought an old one back. */
export function LedgerAlarm({
  refusal,
  reader,
}: {
  refusal: KeysView["refusal"];
  reader: Reader;
}): ReactElement | null {
  if (refusal === null) return null;
  return (
    <Notice
      tone="stop"
      live="alert"
      title="The ledger is not signed any more"
      className="mb-4 border border-current/20"
    >
      <p>
        Refused <Time at={Date.parse(refusal.at)} reader={reader} show="ago" />, at {refusal.size} entries:{" "}
        {refusal.reason}. What was signed before still proves what was in it then. Do not restart from a
        backup or remove anything: find out who had the database.
      </p>
    </Notice>
  );
}
