import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { ActForm } from "@/components/ui/act-form";
import { LinkButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input, Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { ErasureView } from "@/lib/identity/erasure-schemas";
import { Consequences } from "./consequences";
import { personPath } from "./words";

/** Erasing somebody, with what goes, what ends and what stays shown before it is done. */
export function ErasePerson({
  found,
  act,
  reader,
}: {
  found: ErasureView;
  act: Act;
  reader: Reader;
}): ReactElement {
  const { person, becomes, faults } = found;
  return (
    <Section
      id="ask"
      title={
        <>
          Erase <bdi>{person.name}</bdi>?
        </>
      }
    >
      <div className="flex flex-col gap-4 text-sm">
        <p className="max-w-prose text-ink-2">
          At once and for good: name and address go, wherever they are kept, and “{becomes.name}” stands in
          their place. Nothing brings them back. What they did stays, and every proof of the ledger holds.
        </p>
        <div className="grid gap-4 lg:grid-cols-2">
          <Part title="What is erased">
            <Erased found={found} />
          </Part>
          <Part title="What stays">
            <Stays found={found} />
          </Part>
        </div>
        <Part title="What ends">
          <Ends found={found} reader={reader} />
        </Part>
        {faults.length > 0 ? (
          <Notice tone="stop" title="They cannot be erased now">
            {faults.join(" ")}
          </Notice>
        ) : (
          <ActForm act={act} submit={`Erase ${person.name}`} busy="Erasing…" look="danger">
            <input type="hidden" name="person" value={person.email} />
            <Mentions found={found} />
            <Textarea
              label="Why"
              name="reason"
              required
              rows={2}
              hint="It stays in the ledger, so it does not name them."
            />
            <div className="max-w-md">
              <Input
                label={`Type ${person.email} to confirm`}
                name="typed"
                required
                autoComplete="off"
                spellCheck={false}
              />
            </div>
          </ActForm>
        )}
        <div>
          <LinkButton look="quiet" href={personPath(person.email)} prefetch={false}>
            Leave it as it is
          </LinkButton>
        </div>
      </div>
    </Section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="pb-1 font-medium">{title}</h3>
      {children}
    </section>
  );
}

const counted = (count: number, one: string, several: string) =>
  count === 0 ? [] : [count === 1 ? `one ${one}` : `${count} ${several}`];

function Erased({ found: { erases } }: { found: ErasureView }): ReactElement {
  const { openings, sessions, tokens, identities, invitations, views, calendarAddresses } = erases;
  return (
    <List
      items={[
        "their name and address, which somebody else can then have",
        ...counted(
          openings,
          "place in the ledger that says who they are",
          "places in the ledger that say who they are",
        ),
        ...counted(sessions, "sign-in", "sign-ins"),
        ...counted(tokens, "token", "tokens"),
        ...counted(identities, "identity of single sign-on", "identities of single sign-on"),
        ...counted(invitations, "invitation", "invitations"),
        ...counted(views, "saved view", "saved views"),
        ...counted(calendarAddresses, "calendar address", "calendar addresses"),
      ]}
    />
  );
}

function Stays({ found: { stays, mentionsBeyond } }: { found: ErasureView }): ReactElement {
  const { acts, texts, manifests, documents } = stays;
  const items = [
    ...counted(
      acts,
      "entry of what they did, without their name",
      "entries of what they did, without their name",
    ),
    ...counted(texts, "text that they wrote: it is evidence", "texts that they wrote: they are evidence"),
    ...counted(
      manifests,
      "manifest of a bundle that names their address: it is known by its digest",
      "manifests of bundles that name their address: they are known by their digests",
    ),
    ...counted(
      documents,
      "plan, template or minutes that name them: change these by hand",
      "plans, templates or minutes that name them: change these by hand",
    ),
    ...counted(
      mentionsBeyond,
      "text that names them in entries that you do not see, or beyond those below",
      "texts that name them in entries that you do not see, or beyond those below",
    ),
  ];
  return items.length === 0 ? (
    <p className="text-ink-2">Nothing of theirs is here.</p>
  ) : (
    <List items={items} />
  );
}

function Ends({ found, reader }: { found: ErasureView; reader: Reader }): ReactElement {
  const { consequences, rotas, shifts, owes } = found;
  return (
    <div className="flex flex-col gap-3">
      {consequences !== null && (
        <>
          <p className="text-ink-2">Their access and every place in teams and pools, as by disabling them.</p>
          <Consequences found={consequences} />
        </>
      )}
      {(rotas.length > 0 || shifts > 0) && (
        <List
          items={[
            ...rotas.map(({ title }) => `their turns on ${title}`),
            ...counted(shifts, "shift that they took over", "shifts that they took over"),
          ]}
        />
      )}
      {owes.length > 0 && (
        <div>
          <p className="text-ink-2">They owe these, and nobody else does; have them met or dropped first:</p>
          <ul className="list-disc pl-5">
            {owes.map(({ release, title, dueAt }) => (
              <li key={`${release} ${title} ${dueAt}`}>
                <Link href={`/releases/${release}`} prefetch={false} className="hover:underline">
                  {title}
                </Link>
                <span className="text-ink-3">
                  {" "}
                  · due <Time at={Date.parse(dueAt)} reader={reader} show="day" />
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {consequences === null && rotas.length === 0 && shifts === 0 && owes.length === 0 && (
        <p className="text-ink-2">Nothing: they are disabled, and owe nothing.</p>
      )}
    </div>
  );
}

function Mentions({ found: { mentions } }: { found: ErasureView }): ReactElement | null {
  if (mentions.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 font-medium">Texts that name them</legend>
      <p className="max-w-prose text-ink-2">
        Others wrote these, or they did. Tick those that are to be erased whole, where they were written and
        in the ledger; the others stay as they are.
      </p>
      {mentions.map(({ seq, path, release, text }) => (
        <Checkbox
          key={`${seq} ${path}`}
          name="text"
          value={`${seq}/${path}`}
          label={<span className="wrap-anywhere">“{cut(text)}”</span>}
          hint={`entry ${seq}${release === null ? "" : `, ${release}`}`}
        />
      ))}
    </fieldset>
  );
}

const longest = 300;
const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);

function List({ items }: { items: readonly string[] }): ReactElement {
  return (
    <ul className="list-disc pl-5 text-ink-2">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
