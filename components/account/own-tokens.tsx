import type { ReactElement } from "react";
import { TokenForm } from "@/components/settings/token-form";
import { TokenList } from "@/components/settings/token-list";
import type { Make } from "@/components/ui/once-form";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import type { Reader } from "@/components/ui/time";
import type { TokenAnswer } from "@/lib/identity/schemas";

/** One's own tokens, never the token itself, and a form for another. */
export function OwnTokens({
  tokens,
  scopes,
  reader,
  acts,
}: {
  tokens: readonly TokenAnswer[];
  /** Scopes with what each allows, in words. */
  scopes: Readonly<Record<string, string>>;
  reader: Reader;
  acts: { make: Make; revoke: Act };
}): ReactElement {
  return (
    <Section id="tokens" title="Tokens" aside="for the API and the command line, acting as you" flush>
      <TokenList tokens={tokens} reader={reader} hidden={{}} revoke={acts.revoke} none="You have none." />
      <div className="border-t border-line p-4">
        <TokenForm
          act={acts.make}
          scopes={Object.entries(scopes).map(([value, label]) => ({ value, label }))}
          placeholder="laptop"
          keep="It is kept as a hash only: copy it now. Whoever has it acts as you, within its scopes."
        />
      </div>
    </Section>
  );
}
