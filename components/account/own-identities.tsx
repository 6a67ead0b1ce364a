import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import type { IdentityAnswer } from "@/lib/identity/schemas";

/** Who one is at the provider; linking another takes the present password. */
export function OwnIdentities({
  identities,
  email,
  provider,
  hasPassword,
  reader,
  unlink,
}: {
  identities: readonly IdentityAnswer[];
  /** The address one has here. */
  email: string;
  /** What it is called; null: there is none. */
  provider: string | null;
  hasPassword: boolean;
  reader: Reader;
  unlink: Act;
}): ReactElement {
  return (
    <Section id="identities" title={provider ?? "Single sign-on"} flush>
      {identities.length === 0 && (
        <p className="px-4 py-3 text-sm text-ink-2">
          {provider === null ? "This server has no single sign-on." : "Not linked to your account."}
        </p>
      )}
      <ul aria-label="Identities">
        {identities.map((identity) => (
          <li
            key={identity.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <div className="min-w-0 wrap-anywhere">
              <p className="font-medium">{identity.email ?? identity.subject}</p>
              {identity.email !== null && identity.email !== email && (
                <p className="text-ink-2">The provider knows you by this address; here you stay {email}.</p>
              )}
              <p className="text-ink-3">
                {identity.issuer} · linked{" "}
                <Time at={Date.parse(identity.linkedAt)} reader={reader} show="day" /> · used{" "}
                <Time at={Date.parse(identity.seenAt)} reader={reader} show="ago" />
              </p>
            </div>
            {identities.length === 1 && !hasPassword ? (
              <Why
                label="Unlink"
                reason="Your only way to sign in, so it stays until you have a password."
                size="sm"
                align="row"
              />
            ) : (
              <ActForm act={unlink} submit="Unlink" busy="Unlinking…" look="danger" size="sm">
                <input type="hidden" name="id" value={identity.id} />
              </ActForm>
            )}
          </li>
        ))}
      </ul>
      {provider !== null && identities.length === 0 && hasPassword && (
        <form method="post" action="/sign-in/provider" className="flex flex-wrap items-end gap-2 px-4 pb-4">
          <input type="hidden" name="purpose" value="link" />
          <Input
            label="Your password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            maxLength={128}
          />
          <Button type="submit">Link {provider}</Button>
        </form>
      )}
    </Section>
  );
}
