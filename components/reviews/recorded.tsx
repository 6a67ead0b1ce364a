import type { ReactElement } from "react";
import { People } from "@/components/people/people";
import { MarkdownField } from "@/components/releases/forms/markdown-field";
import { ActForm } from "@/components/ui/act-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Markdown } from "@/components/ui/markdown";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import type { Ability } from "@/lib/policy/ability";
import type { ReviewDetail } from "@/lib/reviews/schemas";
import { toPerson } from "./agenda";

interface Props {
  detail: ReviewDetail;
  mayRecord: Ability;
  act: Act;
  reader: Reader;
}

/** Who was there. */
export function Attendance({
  detail,
  mayRecord,
  act,
  reader,
  expected,
}: Props & { expected: readonly { name: string; email: string }[] }): ReactElement {
  const { attendance } = detail;
  const present = new Set(attendance?.people.map(({ email }) => email));
  const listed = [
    ...new Map([...expected, ...(attendance?.people ?? [])].map((each) => [each.email, each])).values(),
  ];
  return (
    <Section title="Attendance">
      <div className="flex flex-col items-start gap-3 text-sm">
        {attendance === null ? (
          <p className="text-ink-2">Not recorded yet.</p>
        ) : (
          <>
            <People people={attendance.people.map(toPerson)} max={12} none="Nobody was there" />
            <p className="text-xs text-ink-3">
              Recorded by {attendance.by.name}, <Time at={Date.parse(attendance.at)} reader={reader} />
            </p>
          </>
        )}
        {mayRecord.allowed ? (
          <>
            <SheetButton sheet="attendance" size="sm">
              Record attendance…
            </SheetButton>
            <Sheet id="attendance" title="Who was there?">
              <ActForm act={act} submit="Record" busy="Recording…">
                <input type="hidden" name="review" value={detail.id} />
                <fieldset className="flex flex-col gap-2 text-sm">
                  <legend className="pb-1 font-medium">Expected</legend>
                  {listed.map(({ name, email }) => (
                    <Checkbox
                      key={email}
                      name="person"
                      value={email}
                      label={name}
                      hint={email}
                      defaultChecked={present.has(email)}
                    />
                  ))}
                </fieldset>
                <Input
                  label="Others"
                  name="others"
                  hint="E-mail addresses with commas between."
                  maxLength={2_000}
                />
              </ActForm>
            </Sheet>
          </>
        ) : (
          <Why label="Record attendance" size="sm" full {...mayRecord} />
        )}
      </div>
    </Section>
  );
}

/** What was written down, the latest version; prefilled with the agenda where there is none. */
export function Minutes({ detail, mayRecord, act, reader }: Props): ReactElement {
  const { minutes, id } = detail;
  return (
    <Section
      title="Minutes"
      aside={
        minutes !== null && (
          <a
            href={`/api/v1/reviews/${id}/minutes`}
            download
            className="inline-flex min-h-6 items-center gap-1 link"
          >
            <Icon name="download" size={13} /> Download as Markdown
          </a>
        )
      }
    >
      <div className="flex flex-col items-start gap-3">
        {minutes === null ? (
          <p className="text-sm text-ink-2">
            None yet. They begin with the agenda and how the review ended; everybody who sees the review reads
            them.
          </p>
        ) : (
          <>
            <h3 className="unseen">Latest version</h3>
            <Markdown text={minutes.text} className="w-full max-w-prose" />
            <p className="text-xs text-ink-3">
              Version {minutes.version}, by {minutes.by.name},{" "}
              <Time at={Date.parse(minutes.at)} reader={reader} />
            </p>
          </>
        )}
        {mayRecord.allowed ? (
          <>
            <SheetButton sheet="minutes" size="sm">
              {minutes === null ? "Write minutes…" : "Change minutes…"}
            </SheetButton>
            <Sheet id="minutes" title="Minutes" wide>
              <ActForm act={act} submit="Save this version" busy="Saving…">
                <input type="hidden" name="review" value={id} />
                <input type="hidden" name="version" value={minutes?.version ?? 0} />
                <MarkdownField
                  label="Text, in Markdown"
                  name="text"
                  rows={16}
                  maxLength={100_000}
                  hint="Restricted releases are left out of what it begins with: whoever sees this review reads its minutes."
                  defaultValue={minutes?.text ?? detail.draft}
                />
              </ActForm>
            </Sheet>
          </>
        ) : (
          <Why label="Write minutes" size="sm" full {...mayRecord} />
        )}
      </div>
    </Section>
  );
}
