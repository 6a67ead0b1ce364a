import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Input } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { type Reader, Time } from "@/components/ui/time";

/** Where chat messages are posted to. What stands there is never shown again, but its host. */
export function HookForm({
  hook,
  act,
  reader,
  team,
}: {
  hook: { host: string; since: string } | null;
  act: Act;
  reader: Reader;
  /** Key. */
  team?: string;
}): ReactElement {
  const whose = team === undefined ? null : <input type="hidden" name="team" value={team} />;
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p className="text-ink-2">
        {hook === null ? (
          "Messages are posted nowhere yet."
        ) : (
          <>
            Messages are posted to <span className="font-medium">{hook.host}</span> since{" "}
            <Time at={Date.parse(hook.since)} reader={reader} />.
          </>
        )}
      </p>
      <ActForm act={act} submit={hook === null ? "Post there" : "Post there instead"} busy="Saving…">
        {whose}
        <Input
          label="Address of an incoming webhook"
          name="url"
          type="url"
          required
          maxLength={2000}
          autoComplete="off"
          placeholder="https://hooks.slack.com/services/…"
          hint="Slack’s, or one that takes the same. Whoever knows it can post there, so it is not shown again."
        />
      </ActForm>
      {hook !== null && (
        <ActForm act={act} submit="Post nowhere" busy="Saving…" look="quiet" row>
          {whose}
        </ActForm>
      )}
    </div>
  );
}
