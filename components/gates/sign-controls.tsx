"use client";

import type { SpeakingRole } from "@/lib/gates/page-model";
import type { Ability } from "@/lib/policy/ability";
import { lazy, type ReactElement, type ReactNode } from "react";
import type { ButtonSize } from "@/components/ui/button";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import { type GateActs, type Place, placeId } from "./acts";
import type { Signable } from "./signable";

// A sheet opens once its form is there, so that the focus goes into it.
const load = () => import("./sign-forms");
const SignForm = lazy(async () => ({ default: (await load()).SignForm }));
const SpeakForm = lazy(async () => ({ default: (await load()).SpeakForm }));
const WaiveForm = lazy(async () => ({ default: (await load()).WaiveForm }));
const prepare = (): void => void load();

interface Props extends Signable {
  place: Place;
  title: string;
  acts: Pick<GateActs, "vote" | "acknowledge">;
  size?: ButtonSize;
  /** Shown in the sheet above the signature: what changed since the reader's last one. */
  children?: ReactNode;
}

/** What the reader can do on one requirement: sign in a role, object, or read why not and who may. */
export function SignControls({
  place,
  title,
  acts,
  size = "sm",
  children,
  sign,
  speak,
  refusal,
  kind,
  subjectDigest,
  hasSpoken,
}: Props): ReactElement | null {
  const id = `${placeId(place)}${idOfPrincipal(sign[0] ?? speak[0])}`;
  const isAcknowledgement = kind === "acknowledgement";
  const word = isAcknowledgement ? "Acknowledge" : "Approve";
  if (sign.length === 0 && refusal === null && speak.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {sign.length > 0 && (
        <SheetButton
          sheet={`${id}-sign`}
          look="primary"
          size={size}
          label={`${word}: ${title}`}
          prepare={prepare}
        >
          {word}
        </SheetButton>
      )}
      {sign.length > 0 && (
        <Sheet id={`${id}-sign`} title={`${word}: ${title}`}>
          <SignForm
            act={isAcknowledgement ? acts.acknowledge : acts.vote}
            place={place}
            digest={subjectDigest}
            roles={sign}
            isAcknowledgement={isAcknowledgement}
          >
            {children}
          </SignForm>
        </Sheet>
      )}
      {sign.length === 0 && refusal !== null && (
        <Why label={word} name={`${word}: ${title}`} size={size} full {...refusal} />
      )}
      {speak.length > 0 && (
        <SheetButton
          sheet={`${id}-speak`}
          look="quiet"
          size={size}
          label={`Object or comment: ${title}`}
          prepare={prepare}
        >
          Object…
        </SheetButton>
      )}
      {speak.length > 0 && (
        <Sheet id={`${id}-speak`} title={`Object or comment: ${title}`}>
          <SpeakForm
            act={acts.vote}
            place={place}
            digest={subjectDigest}
            roles={speak}
            mayWithdraw={hasSpoken}
            mayDecline={kind === "item"}
          />
        </Sheet>
      )}
    </div>
  );
}

/** In the inbox the same place may stand twice, once for oneself and once for another. */
function idOfPrincipal(first: SpeakingRole | undefined): string {
  const principal = first?.onBehalfOf ?? null;
  return principal === null ? "" : `--for-${principal.id}`;
}

/** A waiver, by whoever may give one. */
export function WaiveControl({
  place,
  title,
  ability,
  act,
  now,
}: {
  place: Place;
  title: string;
  ability: Ability;
  act: GateActs["waive"];
  /** Epoch ms; it ends two weeks later unless told otherwise. */
  now: number;
}): ReactElement {
  const id = `${placeId(place)}-waive`;
  return (
    <>
      <SheetButton sheet={id} look="quiet" size="sm" label={`Waive: ${title}`} prepare={prepare}>
        Waive…
      </SheetButton>
      <Sheet id={id} title={`Waive: ${title}`}>
        <WaiveForm act={act} place={place} now={now} ability={ability} />
      </Sheet>
    </>
  );
}
