import type { ReactElement, ReactNode } from "react";
import { ActForm } from "@/components/ui/act-form";
import type { ButtonSize } from "@/components/ui/button";
import { Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { RadioGroup } from "@/components/ui/radio-group";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { RequirementView, SigningRole } from "@/lib/gates/page-model";
import { type GateActs, type Place, placeId } from "./acts";
import { roleWords } from "./status";

/** What of a requirement signing needs to know. */
export type Signable = Pick<RequirementView, "sign" | "speak" | "refusal" | "kind" | "subjectDigest"> & {
  hasSpoken: boolean;
};

interface Props {
  place: Place;
  title: string;
  requirement: Signable;
  acts: GateActs;
  size?: ButtonSize;
  /** Shown in the sheet above the signature: what changed since the reader's last one. */
  children?: ReactNode;
}

/** What the reader can do on one requirement: sign in a role, object, or read why not and who may. */
export function SignControls({
  place,
  title,
  requirement,
  acts,
  size = "sm",
  children,
}: Props): ReactElement | null {
  const { sign, speak, refusal, kind, hasSpoken } = requirement;
  const id = placeId(place);
  const isAcknowledgement = kind === "acknowledgement";
  const word = isAcknowledgement ? "Acknowledge" : "Approve";
  if (sign.length === 0 && refusal === null && speak.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {sign.length > 0 && (
        <>
          <SheetButton sheet={`${id}-sign`} look="primary" size={size} label={`${word}: ${title}`}>
            {word}
          </SheetButton>
          <Sheet id={`${id}-sign`} title={`${word}: ${title}`}>
            <SignForm
              act={isAcknowledgement ? acts.acknowledge : acts.vote}
              place={place}
              digest={requirement.subjectDigest}
              roles={sign}
              isAcknowledgement={isAcknowledgement}
            >
              {children}
            </SignForm>
          </Sheet>
        </>
      )}
      {sign.length === 0 && refusal !== null && (
        <Why label={word} name={`${word}: ${title}`} size={size} full {...refusal} />
      )}
      {speak.length > 0 && (
        <>
          <SheetButton sheet={`${id}-speak`} look="quiet" size={size} label={`Object or comment: ${title}`}>
            Object…
          </SheetButton>
          <Sheet id={`${id}-speak`} title={`Object or comment: ${title}`}>
            <SpeakForm
              act={acts.vote}
              place={place}
              digest={requirement.subjectDigest}
              roles={speak}
              mayWithdraw={hasSpoken}
              mayDecline={kind === "item"}
            />
          </Sheet>
        </>
      )}
    </div>
  );
}

function Hidden({ place, digest }: { place: Place; digest: string }): ReactElement {
  return (
    <>
      <input type="hidden" name="release" value={place.release} />
      <input type="hidden" name="gate" value={place.gate} />
      {place.requirement !== null && <input type="hidden" name="requirement" value={place.requirement} />}
      <input type="hidden" name="subjectDigest" value={digest} />
    </>
  );
}

function SignForm({
  act,
  place,
  digest,
  roles,
  isAcknowledgement,
  children,
}: {
  act: Act;
  place: Place;
  digest: string;
  roles: readonly SigningRole[];
  isAcknowledgement: boolean;
  children?: ReactNode;
}): ReactElement {
  const only = roles.length === 1 ? roles[0] : undefined;
  const fallback = isAcknowledgement
    ? "I read what this names, as it stands."
    : "I approve this, as it stands.";
  return (
    <ActForm
      act={act}
      submit={only === undefined ? "Sign" : `Sign as ${roleWords(only.role)}`}
      busy="Signing…"
    >
      <Hidden place={place} digest={digest} />
      {!isAcknowledgement && <input type="hidden" name="vote" value="approve" />}
      {children}
      {only === undefined ? (
        <RadioGroup
          label="In which role?"
          name="role"
          defaultValue={roles[0]?.role}
          choices={roles.map(({ role, meaning }) => ({
            value: role,
            label: roleWords(role),
            hint: meaning ?? fallback,
          }))}
        />
      ) : (
        <>
          <input type="hidden" name="role" value={only.role} />
          <div className="rounded-md bg-sunken px-3 py-2.5">
            <p className="text-xs text-ink-3">Your signature states, as {roleWords(only.role)}:</p>
            <p className="font-medium">“{only.meaning ?? fallback}”</p>
          </div>
        </>
      )}
    </ActForm>
  );
}

function SpeakForm({
  act,
  place,
  digest,
  roles,
  mayWithdraw,
  mayDecline,
}: {
  act: Act;
  place: Place;
  digest: string;
  roles: readonly string[];
  mayWithdraw: boolean;
  mayDecline: boolean;
}): ReactElement {
  const votes = [
    { value: "needs-work", label: "Needs work: it must change before I sign" },
    { value: "reject", label: "Reject: it must not go on (a veto, where the role holds one)" },
    ...(mayDecline ? [{ value: "not-applicable", label: "Not applicable: it need not be met here" }] : []),
    { value: "comment", label: "Comment: nothing changes" },
    ...(mayWithdraw ? [{ value: "withdraw", label: "Withdraw what I said" }] : []),
  ];
  return (
    <ActForm act={act} submit="Record" busy="Recording…" look="secondary">
      <Hidden place={place} digest={digest} />
      <Select label="What do you say?" name="vote" options={votes} />
      {roles.length === 1 ? (
        <input type="hidden" name="role" value={roles[0]} />
      ) : (
        <Select
          label="In which role?"
          name="role"
          options={roles.map((role) => ({ value: role, label: roleWords(role) }))}
        />
      )}
      <Textarea
        label="Reason"
        name="reason"
        required
        rows={3}
        hint="Recorded with your name; everybody who sees the release reads it."
      />
    </ActForm>
  );
}
