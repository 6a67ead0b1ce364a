import type { Ability } from "@/lib/policy/ability";
import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import { whoWords } from "@/components/ui/who-words";

/** Above the button of an act that takes further people: whom, and that pressing it records an approval. */
export function Together({ ability }: { ability: Ability }): ReactElement | null {
  if (!ability.allowed || ability.together === undefined) return null;
  const { takes, whoMay } = ability.together;
  const who = whoWords(whoMay, { max: 4, or: true });
  return (
    <Notice title={`Takes ${takes} as well`}>
      Your approval is recorded now; it is done once {who === "" ? "somebody with that role" : who} agrees.
    </Notice>
  );
}
