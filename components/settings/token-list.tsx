import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import type { Act } from "@/components/ui/outcome";
import { type Reader, Time } from "@/components/ui/time";
import type { TokenAnswer } from "@/lib/identity/schemas";
import { scopeWords } from "@/lib/identity/scopes";

/** Tokens as their owner and admins see them: never the token itself. Those in force first. */
export function TokenList({
  tokens,
  reader,
  hidden,
  revoke,
  none,
}: {
  tokens: readonly TokenAnswer[];
  reader: Reader;
  /** Whose they are, for the act. */
  hidden: Readonly<Record<string, string>>;
  /** null: the reader may not. */
  revoke: Act | null;
  none: string;
}): ReactElement {
  const standing = (token: TokenAnswer) => endOf(token, reader.now) === null;
  const sorted = [...tokens.filter(standing), ...tokens.filter((token) => !standing(token))];
  if (sorted.length === 0) return <p className="px-4 py-3 text-sm text-ink-2">{none}</p>;
  return (
    <ul aria-label="Tokens">
      {sorted.map((token) => (
        <li key={token.id} className="border-b border-line px-4 py-2.5 text-sm last:border-b-0">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
            <p className="min-w-0 wrap-anywhere">
              <span className="font-medium">{token.name}</span>{" "}
              <code className="font-mono text-xs text-ink-3">{token.hint}…</code>
              {!standing(token) && (
                <Badge className="ml-2" tone="idle" shape="dash">
                  {endOf(token, reader.now)}
                </Badge>
              )}
            </p>
            {standing(token) && revoke !== null && (
              <ActForm act={revoke} submit={`Revoke ${token.name}`} busy="Revoking…" look="danger" size="sm">
                {Object.entries({ ...hidden, id: token.id }).map(([name, value]) => (
                  <input key={name} type="hidden" name={name} value={value} />
                ))}
              </ActForm>
            )}
          </div>
          <p className="text-ink-2">{token.scopes.map(scopeWords).join(" · ")}</p>
          <p className="text-xs text-ink-3">
            Made <Time at={Date.parse(token.createdAt)} reader={reader} show="day" /> ·{" "}
            {token.expiresAt === null ? (
              "never ends"
            ) : (
              <>
                ends <Time at={Date.parse(token.expiresAt)} reader={reader} show="day" />
              </>
            )}{" "}
            ·{" "}
            {token.lastUsedAt === null ? (
              "never used"
            ) : (
              <>
                used <Time at={Date.parse(token.lastUsedAt)} reader={reader} show="ago" />
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** How a token ended; null: it is in force. */
function endOf({ revokedAt, expiresAt }: TokenAnswer, now: number): string | null {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && Date.parse(expiresAt) <= now ? "expired" : null;
}
