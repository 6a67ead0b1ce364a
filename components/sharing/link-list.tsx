import Link from "next/link";
import type { ReactElement } from "react";
import type { Saying } from "@/components/gates/status";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import type { Act } from "@/components/ui/outcome";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import type { Ability } from "@/lib/policy/ability";
import type { ShareLinkAnswer } from "@/lib/sharing/schemas";

const sayings: Record<ShareLinkAnswer["state"], Saying> = {
  open: { word: "Open", tone: "good", shape: "ring" },
  expired: { word: "Expired", tone: "idle", shape: "clock" },
  revoked: { word: "Revoked", tone: "idle", shape: "skip" },
  "account-ended": { word: "Ended with its maker's account", tone: "idle", shape: "skip" },
  rests: { word: "Opens to nobody", tone: "aged", shape: "pause" },
};

/** Links, never the secret itself: what each shows, who made it, how often it was opened, and the button that ends it. */
export function LinkList({
  links,
  label,
  reader,
  revoke,
  showWhat = false,
}: {
  links: readonly (ShareLinkAnswer & { revoke: Ability })[];
  label: string;
  reader: Reader;
  revoke: Act;
  /** Where they are of different things. */
  showWhat?: boolean;
}): ReactElement {
  return (
    <ul aria-label={label}>
      {links.map((link) => (
        <li
          key={link.id}
          className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
        >
          <div className="min-w-0">
            <p className="flex flex-wrap items-baseline gap-x-2 wrap-anywhere">
              {showWhat && <span className="font-medium">{what(link)}</span>}
              <code className="font-mono text-xs text-ink-3">{link.hint}…</code>
              <Mark tone={sayings[link.state].tone} shape={sayings[link.state].shape}>
                {sayings[link.state].word}
              </Mark>
              <span className="text-ink-2">{link.names ? "names people" : "names nobody"}</span>
            </p>
            <p className="text-xs text-ink-3">
              Made by {link.madeBy.name}, <Time at={Date.parse(link.madeAt)} reader={reader} />;{" "}
              {link.ended === null ? (
                <>
                  {link.state === "expired" ? "ended" : "ends"}{" "}
                  <Time at={Date.parse(link.expiresAt)} reader={reader} />
                </>
              ) : (
                <>
                  ended {link.ended.by !== null && <>by {link.ended.by.name} </>}
                  <Time at={Date.parse(link.ended.at)} reader={reader} />
                </>
              )}
            </p>
            <p className="text-xs text-ink-3">{opened(link, reader)}</p>
            {link.state === "rests" && (
              <p className="text-xs text-ink-2">
                Whoever made it could not make it now: they do not see the release any more, or are not its
                champion.
              </p>
            )}
          </div>
          {(link.state === "open" || link.state === "rests") &&
            (link.revoke.allowed ? (
              <ActForm act={revoke} submit="Revoke" busy="Revoking…" size="sm" look="danger" row>
                <input type="hidden" name="id" value={link.id} />
              </ActForm>
            ) : (
              <Why label="Revoke" size="sm" {...link.revoke} />
            ))}
        </li>
      ))}
    </ul>
  );
}

function what({ scope, release, component }: ShareLinkAnswer): ReactElement | string {
  if (scope === "status") return "The whole status page";
  if (component !== null) return component.title;
  if (release === null) return "A release that is not visible to you";
  return (
    <Link href={`/releases/${release.slug}/sharing`} prefetch={false} className="hover:underline">
      {release.title}
    </Link>
  );
}

function opened({ opened: visits }: ShareLinkAnswer, reader: Reader): ReactElement | string {
  if (visits === null) return "Never opened";
  return (
    <>
      Opened {visits.times === 1 ? "once" : `${visits.times} times`}, last{" "}
      <Time at={Date.parse(visits.lastAt)} reader={reader} />
    </>
  );
}
