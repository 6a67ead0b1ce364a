import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { ActSheet } from "@/components/policy/act-sheet";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { Ability } from "@/lib/policy/ability";

interface HoldShown {
  id: string;
  reason: string;
  /** Name of whoever placed it. */
  by: string;
  at: string;
}

/** Says on a page that nothing advances anywhere, by whom and why; and where it is lifted. */
export function OrganisationHeld({
  hold,
  reader,
  children,
}: {
  hold: HoldShown;
  reader: Reader;
  /** Lifting it, where that is done here. */
  children?: ReactNode;
}): ReactElement {
  return (
    <Notice
      tone="aged"
      shape="pause"
      title="The organisation is on hold: no release advances until it is lifted"
    >
      <p className="wrap-anywhere">
        {hold.by}, <Time at={Date.parse(hold.at)} reader={reader} />: “{hold.reason}”{" "}
        {children === undefined && (
          <Link
            href="/calendar#organisation"
            prefetch={false}
            className="inline-flex min-h-6 items-center link"
          >
            Lift it
          </Link>
        )}
      </p>
      {children !== undefined && <div className="pt-2">{children}</div>}
    </Notice>
  );
}

/** What holds the whole organisation, each to be lifted. */
export function OrganisationHolds({
  holds,
  ability,
  act,
  reader,
}: {
  holds: readonly HoldShown[];
  ability: Ability;
  act: Act;
  reader: Reader;
}): ReactElement {
  return (
    <div id="organisation" className="flex flex-col gap-3 pb-4">
      {holds.map((hold) => (
        <OrganisationHeld key={hold.id} hold={hold} reader={reader}>
          <ActSheet
            id={`lift-${hold.id}`}
            label="Lift the organisation’s hold"
            look="primary"
            ability={ability}
            act={act}
            hidden={{ hold: hold.id }}
            hint="What was found, and why everything can go on. A release stays held by what else holds it."
          />
        </OrganisationHeld>
      ))}
    </div>
  );
}

/** Stopping everything, where nothing holds the organisation. */
export function HoldOrganisation({ ability, act }: { ability: Ability; act: Act }): ReactElement {
  return (
    <Section id="organisation" title="The whole organisation">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <p className="min-w-0 flex-1 basis-72 text-sm text-ink-2">
          Nothing holds it. Once something is badly wrong everywhere, one hold keeps every release from
          advancing until it is lifted; signing goes on, and so does all that stops or goes back.
        </p>
        <ActSheet
          id="hold-all"
          label="Hold every release"
          opens="danger"
          align="end"
          ability={ability}
          act={act}
          hidden={{}}
          hint="What is wrong; everybody reads it on every release."
        />
      </div>
    </Section>
  );
}
