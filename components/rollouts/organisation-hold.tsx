import Link from "next/link";
import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import { Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import type { Ability } from "@/lib/policy/ability";

interface HoldShown {
  id: string;
  reason: string;
  /** Name of whoever placed it. */
  by: string;
  at: string;
}

/** Says on a page that nothing advances anywhere, by whom and why; and where it is lifted. */
export function OrganisationHeld({ hold, reader }: { hold: HoldShown; reader: Reader }): ReactElement {
  return (
    <Notice tone="aged" title="The organisation is on hold: no release advances until it is lifted">
      {hold.by}, <Time at={Date.parse(hold.at)} reader={reader} />: “{hold.reason}”{" "}
      <Link href="/calendar#organisation" prefetch={false} className="inline-flex min-h-6 items-center link">
        Lift it
      </Link>
    </Notice>
  );
}

/** Stopping everything, and letting it go on again. */
export function OrganisationHold({
  holds,
  place,
  lift,
  acts,
  reader,
}: {
  holds: readonly HoldShown[];
  place: Ability;
  lift: Ability;
  acts: { place: Act; lift: Act };
  reader: Reader;
}): ReactElement {
  return (
    <div id="organisation" className="flex flex-col gap-3">
      {holds.map((hold) => (
        <Notice
          key={hold.id}
          tone="aged"
          title="The organisation is on hold: no release advances until it is lifted"
        >
          <p>
            {hold.by}, <Time at={Date.parse(hold.at)} reader={reader} />: “{hold.reason}”
          </p>
          <div className="pt-2">
            <Lift hold={hold} ability={lift} act={acts.lift} />
          </div>
        </Notice>
      ))}
      {holds.length === 0 && <Place ability={place} act={acts.place} />}
    </div>
  );
}

function Lift({ hold, ability, act }: { hold: HoldShown; ability: Ability; act: Act }): ReactElement {
  const label = "Lift the organisation’s hold";
  if (!ability.allowed) return <Why label={label} size="sm" {...ability} />;
  const sheet = `lift-${hold.id}`;
  return (
    <>
      <SheetButton sheet={sheet} size="sm">
        {label}…
      </SheetButton>
      <Sheet id={sheet} title={label}>
        <ActForm act={act} submit={label} busy="Recording…">
          <input type="hidden" name="hold" value={hold.id} />
          <Together ability={ability} />
          <Textarea
            label="Reason"
            name="reason"
            required
            rows={3}
            maxLength={4_000}
            hint="What was found, and why everything can go on. A release stays held by what else holds it."
          />
        </ActForm>
      </Sheet>
    </>
  );
}

function Place({ ability, act }: { ability: Ability; act: Act }): ReactElement {
  const label = "Hold every release";
  if (!ability.allowed) return <Why label={label} size="sm" align="end" {...ability} />;
  return (
    <div>
      <SheetButton sheet="hold-all" size="sm" look="danger">
        {label}…
      </SheetButton>
      <Sheet id="hold-all" title={label}>
        <ActForm act={act} submit={label} busy="Recording…" look="danger">
          <Textarea
            label="Reason"
            name="reason"
            required
            rows={3}
            maxLength={4_000}
            hint="Nothing advances anywhere while it stands; signing goes on, and so does all that stops or goes back."
          />
        </ActForm>
      </Sheet>
    </div>
  );
}
