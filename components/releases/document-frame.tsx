import type { Ability } from "@/lib/policy/ability";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Digest } from "@/components/ui/digest";
import { Disclosure } from "@/components/ui/disclosure";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import type { DocumentAnswer } from "@/lib/releases/answers";

interface Props {
  release: string;
  /** In addresses and forms. */
  kind: DocumentAnswer["kind"];
  title: string;
  document: DocumentAnswer | null;
  /** null: of a past moment. */
  ability: Ability | null;
  reader: Reader;
  children: ReactNode;
}

/** A document of a release: what it says, its versions, and the way to change it. */
export function DocumentFrame({
  release,
  kind,
  title,
  document,
  ability,
  reader,
  children,
}: Props): ReactElement {
  const latest = document?.versions[0]?.version ?? 0;
  const isOld = document !== null && document.version < latest;
  return (
    <section id={kind} aria-labelledby={`${kind}-title`} className="flex min-w-0 scroll-mt-16 flex-col gap-3">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id={`${kind}-title`} className="text-lg font-semibold">
          {title}
        </h2>
        {document !== null && (
          <span className="flex flex-wrap items-center gap-x-2 text-sm text-ink-3">
            version {document.version} by {document.changedBy},{" "}
            <Time at={Date.parse(document.changedAt)} reader={reader} />
            <Digest value={document.digest} />
          </span>
        )}
      </header>
      {isOld && (
        <Notice tone="aged">
          This is an earlier version; what is signed now is version {latest}.{" "}
          <Link href={`/releases/${release}/plan#${kind}`} prefetch={false} className="link">
            Show it
          </Link>
        </Notice>
      )}
      {children}
      {document !== null && document.versions.length > 1 && (
        <Versions release={release} kind={kind} document={document} reader={reader} />
      )}
      {isOld || ability === null ? null : ability.allowed ? (
        <div>
          <LinkButton
            size="sm"
            href={`/releases/${release}/plan/${kind === "plan" ? "edit" : kind}`}
            prefetch={false}
          >
            Change the {title.toLowerCase()}
          </LinkButton>
        </div>
      ) : (
        <Why label={`Change the ${title.toLowerCase()}`} size="sm" full {...ability} />
      )}
    </section>
  );
}

function Versions({
  release,
  kind,
  document,
  reader,
}: Pick<Props, "release" | "kind" | "reader"> & { document: DocumentAnswer }): ReactElement {
  return (
    <Disclosure summary={`${document.versions.length} versions`}>
      <ol className="flex flex-col gap-1 text-sm">
        {document.versions.map((each) => (
          <li key={each.version} className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <Link
              href={`/releases/${release}/plan?${kind}=${each.version}#${kind}`}
              prefetch={false}
              className="link"
            >
              Version {each.version}
            </Link>
            {each.version === document.version && <Badge tone="accent">shown</Badge>}
            <span className="text-ink-2">
              {each.changedBy}, <Time at={Date.parse(each.changedAt)} reader={reader} />
            </span>
            <Digest value={each.digest} copy={false} />
          </li>
        ))}
      </ol>
    </Disclosure>
  );
}
