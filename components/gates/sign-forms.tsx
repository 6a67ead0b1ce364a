import type { Ability } from "@/lib/policy/ability";
import { type ReactElement, type ReactNode, useState } from "react";
import { PersonField } from "@/components/people/person-field";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import { Input, Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { RadioGroup } from "@/components/ui/radio-group";
import type { SigningRole, SpeakingRole } from "@/lib/gates/page-model";
import type { Place } from "./acts";
import { ConcernNotices, useSigningOn } from "./before-signing";
import { ConditionFields } from "./conditions";
import { asWhom, roleValue } from "./signable";

// Fetched when a sheet is about to open: a page of fifty requirements carries none of its forms.

function Hidden({ place, digest }: { place: Place; digest?: string }): ReactElement {
  // What was shown when the sheet opened is what is spoken of, whatever comes to the page behind it.
  const [shown] = useState(digest);
  return (
    <>
      <input type="hidden" name="release" value={place.release} />
      <input type="hidden" name="gate" value={place.gate} />
      {place.requirement !== null && <input type="hidden" name="requirement" value={place.requirement} />}
      {shown !== undefined && <input type="hidden" name="subjectDigest" value={shown} />}
    </>
  );
}

export function SignForm({
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
    <ActForm act={act} submit={only === undefined ? "Sign" : `Sign as ${asWhom(only)}`} busy="Signing…">
      <Hidden place={place} digest={digest} />
      {!isAcknowledgement && <input type="hidden" name="vote" value="approve" />}
      <ConcernNotices release={place.release} />
      {children}
      {only === undefined ? (
        <RadioGroup
          label="In which role?"
          name="role"
          defaultValue={roles[0] && roleValue(roles[0])}
          choices={roles.map((each) => ({
            value: roleValue(each),
            label: asWhom(each),
            hint: each.meaning ?? fallback,
          }))}
        />
      ) : (
        <>
          <input type="hidden" name="role" value={roleValue(only)} />
          <div className="rounded-md bg-sunken px-3 py-2.5">
            <p className="text-xs text-ink-3">Your signature states, as {asWhom(only)}:</p>
            <p className="font-medium">“{only.meaning ?? fallback}”</p>
            {only.onBehalfOf !== null && (
              <p className="mt-1 text-sm text-ink-2">
                It counts for {only.onBehalfOf.name}: you sign on their behalf, by a delegation, and fill one
                place together.
              </p>
            )}
          </div>
        </>
      )}
      {!isAcknowledgement && <ConditionFields release={place.release} />}
    </ActForm>
  );
}

export function SpeakForm({
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
  roles: readonly SpeakingRole[];
  mayWithdraw: boolean;
  mayDecline: boolean;
}): ReactElement {
  const only = roles.length === 1 ? roles[0] : undefined;
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
      {only !== undefined && <input type="hidden" name="role" value={roleValue(only)} />}
      {only !== undefined && only.onBehalfOf !== null && (
        <p className="text-sm text-ink-2">You speak as {asWhom(only)}, on their behalf.</p>
      )}
      {only === undefined && (
        <Select
          label="In which role?"
          name="role"
          options={roles.map((each) => ({ value: roleValue(each), label: asWhom(each) }))}
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

const twoWeeksMs = 14 * 86_400_000;

export function WaiveForm({
  act,
  place,
  now,
  ability,
}: {
  act: Act;
  place: Place;
  now: number;
  ability: Ability;
}): ReactElement {
  const { people = [] } = useSigningOn(place.release);
  return (
    <ActForm act={act} submit="Waive until then" busy="Recording…" look="danger">
      <Hidden place={place} />
      <Together ability={ability} />
      <Textarea label="Reason" name="reason" required rows={3} />
      <Input
        label="Expires"
        hint="In UTC"
        name="expiresAt"
        type="datetime-local"
        required
        defaultValue={new Date(now + twoWeeksMs).toISOString().slice(0, 16)}
      />
      <PersonField people={people} label="Owner" name="owner" hint="E-mail address of who answers for it" />
    </ActForm>
  );
}
