import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { TokenAnswer } from "@/lib/identity/schemas";
import { type MadeOwnToken, NewOwnToken } from "./new-own-token";

/** One's own tokens that are in force, never the token itself, and a form for another. */
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
  acts: { make: (before: MadeOwnToken, form: FormData) => Promise<MadeOwnToken>; revoke: Act };
}): ReactElement {
  const inForce = tokens.filter(
    ({ revokedAt, expiresAt }) =>
      revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > reader.now),
  );
  return (
    <Section id="tokens" title="Tokens" aside="for the API and the command line, acting as you" flush>
      {inForce.length === 0 && <p className="px-4 py-3 text-sm text-ink-2">None is in force.</p>}
      <ul aria-label="Tokens">
        {inForce.map((token) => (
          <li
            key={token.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 text-sm"
          >
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <p>
                <span className="font-medium">{token.name}</span>{" "}
                <code className="font-mono text-xs text-ink-3">{token.hint}…</code>
              </p>
              <p className="text-ink-2">{token.scopes.map((scope) => scopes[scope] ?? scope).join(" · ")}</p>
              <p className="text-ink-3">
                {token.expiresAt === null ? (
                  "Never ends"
                ) : (
                  <>
                    Ends <Time at={Date.parse(token.expiresAt)} reader={reader} show="day" />
                  </>
                )}
                {" · "}
                {token.lastUsedAt === null ? (
                  "never used"
                ) : (
                  <>
                    used <Time at={Date.parse(token.lastUsedAt)} reader={reader} show="ago" />
                  </>
                )}
              </p>
            </div>
            <ActForm
              act={acts.revoke}
              submit={`Revoke ${token.name}`}
              busy="Revoking…"
              look="danger"
              size="sm"
            >
              <input type="hidden" name="id" value={token.id} />
            </ActForm>
          </li>
        ))}
      </ul>
      <div className="p-4">
        <NewOwnToken
          act={acts.make}
          scopes={Object.entries(scopes).map(([value, label]) => ({ value, label }))}
        />
      </div>
    </Section>
  );
}
