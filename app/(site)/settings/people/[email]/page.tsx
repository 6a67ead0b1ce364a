import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { FailedConfirmations } from "@/components/account/failed-confirmations";
import { PageHead } from "@/components/layout/top-bar";
import { Allowed } from "@/components/settings/allowed";
import { DelegationList } from "@/components/settings/delegation-list";
import { ErasePerson } from "@/components/settings/erase-person";
import { DisablePerson } from "@/components/settings/disable-person";
import { PersonAccess } from "@/components/settings/person-access";
import { PersonFacts } from "@/components/settings/person-facts";
import { TokenList } from "@/components/settings/token-list";
import { personPath } from "@/components/settings/words";
import { ActForm } from "@/components/ui/act-form";
import { LinkButton } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { previewErasure } from "@/lib/identity/erasure-queries";
import { consequencesForPerson } from "@/lib/gates/consequence-queries";
import type { PersonActor } from "@/lib/identity/actor";
import { requireActor } from "@/lib/identity/get-actor";
import { byOwner } from "@/lib/identity/own";
import { findRepeatedFailures } from "@/lib/identity/account-queries";
import { getPersonDetail } from "@/lib/identity/people-queries";
import { listTokens } from "@/lib/identity/queries";
import type { TokenAnswer } from "@/lib/identity/schemas";
import { kernel } from "@/lib/platform/app";
import { listDelegations } from "@/lib/policy/delegation-queries";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { roleWords } from "@/lib/policy/role-words";
import { listHeldRoles } from "@/lib/releases/held-roles-queries";
import { decoded } from "../../../_lib/filters";
import { found } from "../../../_lib/found";
import { getReader, one } from "../../../_lib/reader";
import { disable, enable, erase, giveAccess, revokeTokenOf, signOutEverywhere } from "../actions";

interface Props {
  params: Promise<{ email: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decoded((await params).email) };
}

export default async function PersonPage({ params, searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const email = decoded((await params).email);
  const { db, clock } = kernel();
  const now = clock.now();
  const [person, organisation, held, repeated, reader, asked] = await Promise.all([
    found(getPersonDetail(db.prisma, email, now)),
    loadOrganisation(db.prisma, now),
    found(listHeldRoles(db.prisma, { email, actor })),
    actor.access === "admin" ? found(findRepeatedFailures(db.prisma, { email, actor, now })) : null,
    getReader(),
    searchParams,
  ]);
  const isDisabled = person.access === null;
  const isErased = person.state === "erased";
  const mayChange = byAdmin(organisation, actor, isDisabled ? "Enabling people" : "Disabling people");
  const mayErase = byAdmin(organisation, actor, "Erasing people");
  const ask = one(asked["ask"]);
  const isAsking = ask === "disable" && mayChange.allowed && !isDisabled;
  const isErasing = ask === "erase" && mayErase.allowed && !isErased;
  const [tokens, delegations] = await Promise.all([
    tokensFor(actor, person.email),
    listDelegations(db.prisma, { actor, of: { email: person.email }, now, limit: 20 }),
  ]);
  return (
    <>
      <PageHead
        title={<bdi className="wrap-anywhere">{person.name}</bdi>}
        acts={
          !isErased &&
          !isAsking &&
          !isErasing && (
            <div className="flex flex-wrap gap-2">
              {!isDisabled && (
                <Allowed verdict={mayChange} label="Disable…" look="danger" align="end">
                  <LinkButton look="danger" href={`${personPath(person.email)}?ask=disable`} prefetch={false}>
                    Disable…
                  </LinkButton>
                </Allowed>
              )}
              <Allowed verdict={mayErase} label="Erase…" look="danger" align="end">
                <LinkButton look="danger" href={`${personPath(person.email)}?ask=erase`} prefetch={false}>
                  Erase…
                </LinkButton>
              </Allowed>
            </div>
          )
        }
      >
        {isErased ? (
          "Name and address were erased. What they did stays, under what stands in their place."
        ) : (
          <span className="wrap-anywhere">{person.email}</span>
        )}{" "}
        ·{" "}
        <Link
          href={`/ledger/people/${encodeURIComponent(person.email)}`}
          prefetch={false}
          className="underline underline-offset-2"
        >
          Over time
        </Link>
      </PageHead>
      <FailedConfirmations repeated={repeated} own={false} reader={reader} />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:items-start">
        {isAsking && (
          <div className="lg:col-span-2">
            <DisablePerson
              person={person}
              act={disable}
              found={await consequencesForPerson(db.prisma, { email, of: "disable", actor, now })}
            />
          </div>
        )}
        {isErasing && (
          <div className="lg:col-span-2">
            <ErasePerson
              found={await previewErasure(db.prisma, { email, actor, now })}
              act={erase}
              reader={reader}
            />
          </div>
        )}
        <div className="flex min-w-0 flex-col gap-4">
          <PersonFacts person={person} reader={reader} />
          <Section title="Roles on drafts and releases in flight" flush>
            {held.length === 0 ? (
              <p className="px-4 py-3 text-sm text-ink-2">None that you can see.</p>
            ) : (
              <ul>
                {held.map(({ slug, title, role, by }) => (
                  <li
                    key={`${slug} ${role} ${by ?? ""}`}
                    className="border-b border-line px-4 py-2 text-sm last:border-b-0"
                  >
                    <Link href={`/releases/${slug}`} prefetch={false} className="font-medium hover:underline">
                      {title}
                    </Link>
                    <p className="text-ink-2 first-letter:uppercase">
                      {roleWords(role)}
                      {by !== null && ` (${byWords(by)})`}
                    </p>
                  </li>
                ))}
              </ul>
            )}
          </Section>
          <Section title="Delegations" flush>
            <DelegationList
              delegations={delegations.items}
              of={person.email}
              reader={reader}
              end={null}
              none="Nobody signs for them, and they sign for nobody."
            />
          </Section>
        </div>
        {!isErased && (
          <div className="flex min-w-0 flex-col gap-4">
            <PersonAccess
              person={person}
              verdict={byAdmin(
                organisation,
                actor,
                isDisabled ? "Enabling people" : "Changing an access level",
              )}
              acts={{ giveAccess, enable }}
            />
            <Section title="Sign-ins" aside={person.sessions === 1 ? "one open" : `${person.sessions} open`}>
              {person.sessions === 0 ? (
                <p className="text-sm text-ink-2">None is open.</p>
              ) : (
                <Allowed
                  verdict={
                    person.email === actor.email
                      ? byOwner(actor, actor, "")
                      : byAdmin(organisation, actor, "Signing another person out")
                  }
                  label="Sign out everywhere"
                >
                  <ActForm
                    act={signOutEverywhere}
                    submit="Sign out everywhere"
                    busy="Signing out…"
                    look="danger"
                  >
                    <input type="hidden" name="person" value={person.email} />
                  </ActForm>
                </Allowed>
              )}
            </Section>
            <Section title="Tokens" aside="made by the person alone, shown once" flush>
              {tokens === null ? (
                <p className="px-4 py-3 text-sm text-ink-2">Their own person sees them, and admins.</p>
              ) : (
                <TokenList
                  tokens={tokens}
                  reader={reader}
                  hidden={{ person: person.email }}
                  revoke={revokeTokenOf}
                  none="No token. Each person makes their own, on their account page."
                />
              )}
            </Section>
          </div>
        )}
      </div>
    </>
  );
}

async function tokensFor(actor: PersonActor, email: string): Promise<TokenAnswer[] | null> {
  if (actor.access !== "admin" && actor.email !== email) return null;
  const { items } = await listTokens(kernel().db.prisma, { email, actor, page: { limit: 100 } });
  return items;
}

function byWords(by: string): string {
  return by.startsWith("rota:") ? `while on shift of ${by.slice(5)}` : `as one of ${by}`;
}
