import type { ReactElement } from "react";
import { roleWords } from "@/components/gates/status";
import { Section } from "@/components/ui/section";
import { span } from "@/components/ui/time";
import type { TemplateInWords } from "@/lib/releases/template-words";

/** The decision rights that a template brings, in words, by what they are about. */
export function TemplateRights({ template }: { template: TemplateInWords }): ReactElement {
  const { rights, breakGlass } = template;
  return (
    <Section
      id="rights"
      title="Who may decide"
      aside="the organisation's own table applies beside it"
      className="scroll-mt-16"
      flush
    >
      {rights.length === 0 && (
        <p className="px-4 py-3 text-sm text-ink-2">
          The template brings no rows: the organisation&apos;s table decides.
        </p>
      )}
      {rights.map(({ key, title, decisions }) => (
        <div key={key}>
          <h3 className="border-b border-line bg-sunken px-4 py-1 text-xs font-medium text-ink-2">{title}</h3>
          <dl>
            {decisions.map((each) => (
              <div
                key={each.decision}
                className="grid gap-x-6 border-b border-line px-4 py-2 text-sm sm:grid-cols-[minmax(9rem,2fr)_minmax(0,5fr)]"
              >
                <dt className="font-medium">{each.title}</dt>
                <dd className="min-w-0 text-ink-2">
                  {each.lines.map(({ by, when }, index) => (
                    <p key={`${by}${when}`}>
                      {index > 0 && (
                        <span className="text-ink-3">{each.joint === "any" ? "or " : "and "}</span>
                      )}
                      {by}
                      {when !== null && <span className="text-ink-3"> · {when}</span>}
                    </p>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      {breakGlass !== null && (
        <p className="px-4 py-2.5 text-sm text-ink-2">
          In an emergency one {breakGlass.roles.map(roleWords).join(" or ")} may go on alone; a second person
          reviews it within {span(breakGlass.reviewWithinMs)}.
        </p>
      )}
    </Section>
  );
}
