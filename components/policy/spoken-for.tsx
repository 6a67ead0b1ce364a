import type { ReactElement } from "react";
import { Select } from "@/components/ui/field";
import type { PendingDetail } from "@/lib/policy/pending-schemas";

interface Named {
  name: string;
  email: string;
}

/** For whom somebody can speak: themselves, or whoever delegated to them. */
export type SpeaksFor = Named & { isOwn: boolean };

/** For whom the reader could fill a place that is free. */
export function placesFor({ missing }: Pick<PendingDetail, "missing">, me: string): SpeaksFor[] {
  const own = missing.flatMap(({ whoMay }) => whoMay).filter(({ email }) => email === me);
  return eachOnce(
    own.map((each) => ({ ...(each.onBehalfOf ?? each), isOwn: each.onBehalfOf === undefined })),
  );
}

/** For whom the reader could take an approval back: their own, and what they said for others. */
export function approvalsBy({ votes }: Pick<PendingDetail, "votes">, me: string): SpeaksFor[] {
  const last = new Map(votes.map((vote) => [(vote.onBehalfOf ?? vote.person).email, vote]));
  return [...last.values()].flatMap(({ vote, person, onBehalfOf }) => {
    const principal = onBehalfOf ?? person;
    const isReaders = vote === "approve" && (person.email === me || principal.email === me);
    return isReaders ? [{ ...principal, isOwn: principal.email === me }] : [];
  });
}

/** Whom it counts for, as what the form sends: said where it is one, chosen where there are several. */
export function SpokenFor({ choices }: { choices: readonly SpeaksFor[] }): ReactElement | null {
  const [only, ...more] = choices;
  if (only === undefined) return null;
  if (more.length > 0)
    return (
      <Select
        label="For whom?"
        name="onBehalfOf"
        options={choices.map(({ name, email, isOwn }) => ({
          value: email,
          label: isOwn ? "Myself" : `${name}, by a delegation`,
        }))}
      />
    );
  if (only.isOwn) return null;
  return (
    <>
      <input type="hidden" name="onBehalfOf" value={only.email} />
      <p className="text-sm text-ink-2">
        It counts for {only.name}: you speak on their behalf, by a delegation, and fill one place together.
      </p>
    </>
  );
}

function eachOnce(all: readonly SpeaksFor[]): SpeaksFor[] {
  return [...new Map(all.map((each) => [each.email, each])).values()];
}
