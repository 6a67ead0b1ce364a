import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Textarea } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import type { RollbackView } from "@/lib/rollbacks/rollback-view";
import type { RoomActs } from "./room-acts";

interface Props {
  view: RollbackView;
  acts: RoomActs;
  reader: Reader;
  /** E-mail address of who reads. */
  me: string;
}

/** What was said, by whom, and who has seen it. */
export function RoomLog({ view, acts, reader, me }: Props): ReactElement {
  const { updates, seenBy, abilities, drill, publicUnlessTold } = view;
  const own = updates.filter(({ by }) => by.email === me).length;
  return (
    <Section title={drill === null ? "What is said" : "What is said in the drill"} flush>
      <div className="border-b border-line px-4 py-3">
        {abilities.update.allowed ? (
          // Their own update has arrived: the field is theirs anew. Those of others leave what they type.
          <ActForm key={own} act={acts.update} submit="Post" busy="Posting…" size="sm" look="secondary">
            <input type="hidden" name="rollback" value={view.id} />
            <Textarea
              label="Say something to all who follow it"
              name="text"
              required
              rows={2}
              maxLength={4_000}
            />
            {publicUnlessTold !== null && (
              <>
                <input type="hidden" name="asksStatusPage" value="yes" />
                <Checkbox
                  name="statusPage"
                  defaultChecked={publicUnlessTold}
                  label="Also on the status page"
                  hint="Everybody with an account who sees the release reads it there, and whoever has a share link."
                />
              </>
            )}
          </ActForm>
        ) : (
          <Why label="Post an update" size="sm" full {...abilities.update} />
        )}
      </div>
      {updates.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">Nothing was said yet.</p>
      ) : (
        <ol aria-label="Updates">
          {updates.toReversed().map(({ id, text, by, at, isPublic }) => (
            <li key={id} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
              <p className="wrap-anywhere whitespace-pre-line">{text}</p>
              <p className="text-xs text-ink-3">
                {by.name}, <Time at={Date.parse(at)} reader={reader} />
                {isPublic && "; on the status page"}
              </p>
            </li>
          ))}
        </ol>
      )}
      <div className="border-t border-line px-4 py-3 text-sm">
        <p className="text-ink-2">
          <span className="font-medium text-ink">Seen by</span>{" "}
          {seenBy.length === 0
            ? "nobody yet who could decide."
            : seenBy.map(({ name, email, at }, index) => (
                <span key={email}>
                  {index > 0 && ", "}
                  {name} <Time at={Date.parse(at)} reader={reader} show="clock" />
                </span>
              ))}
        </p>
      </div>
    </Section>
  );
}
