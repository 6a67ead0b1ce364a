import type { Metadata } from "next";
import type { ReactElement } from "react";
import { FailedConfirmations } from "@/components/account/failed-confirmations";
import { OwnCalendar } from "@/components/account/own-calendar";
import { OwnDelegations } from "@/components/account/own-delegations";
import { OwnIdentities } from "@/components/account/own-identities";
import { OwnSessions } from "@/components/account/own-sessions";
import { OwnTokens } from "@/components/account/own-tokens";
import { PageHead } from "@/components/layout/top-bar";
import { ActForm } from "@/components/ui/act-form";
import { Fact, Facts } from "@/components/ui/facts";
import { Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import {
  findRepeatedFailures,
  hasPassword,
  listIdentities,
  listSessions,
} from "@/lib/identity/account-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { getPersonView } from "@/lib/identity/people-queries";
import { providerFaultWords } from "@/lib/identity/provider-faults";
import { listTokens } from "@/lib/identity/queries";
import { scopes } from "@/lib/identity/scopes";
import { kernel } from "@/lib/platform/app";
import { listDelegations } from "@/lib/policy/delegation-queries";
import { loadOrganisation } from "@/lib/policy/queries";
import { listHeldRoles } from "@/lib/releases/held-roles-queries";
import { site } from "@/lib/platform/site";
import { calendarAddressSince } from "@/lib/reviews/queries";
import { getReader, one } from "../../_lib/reader";
import {
  changeOwnPassword,
  delegateOwnRole,
  endAllSessions,
  endDelegation,
  endOneSession,
  endOtherSessions,
  endOwnCalendarAddress,
  makeOwnCalendarAddress,
  makeOwnToken,
  revokeOwnToken,
  unlink,
} from "./actions";

export const metadata: Metadata = { title: "Your account" };

interface Asked {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const most = { limit: 100 };

export default async function AccountPage({ searchParams }: Asked): Promise<ReactElement> {
  const actor = await requireActor();
  const { email } = actor;
  const { db, clock } = kernel();
  const now = clock.now();
  const [
    person,
    sessions,
    identities,
    tokens,
    withPassword,
    repeated,
    calendar,
    delegations,
    organisation,
    held,
    reader,
    asked,
  ] = await Promise.all([
    getPersonView(db.prisma, email, now),
    listSessions(db.prisma, { email, actor, now, page: most }),
    listIdentities(db.prisma, { email, actor, page: most }),
    listTokens(db.prisma, { email, actor, page: most }),
    hasPassword(db.prisma, actor.id),
    findRepeatedFailures(db.prisma, { email, actor, now }),
    calendarAddressSince(db.prisma, actor.id),
    listDelegations(db.prisma, { actor, of: { email }, now, ...most }),
    loadOrganisation(db.prisma, now),
    listHeldRoles(db.prisma, { email, actor }),
    getReader(),
    searchParams,
  ]);
  const own = organisation.holdings.filter(({ personId }) => personId === actor.id);
  const releases = [...new Map(held.map(({ slug, title }) => [slug, { slug, title }])).values()];
  const others = organisation.people
    .filter(({ id, disabledAt }) => disabledAt === null && id !== actor.id)
    .slice(0, most.limit)
    .map((each) => ({ name: each.name, email: each.email }));
  const provider = site().provider?.name ?? null;
  return (
    <>
      <PageHead title="Your account">{email}</PageHead>
      <Told error={one(asked["error"])} done={one(asked["done"])} provider={provider} />
      <FailedConfirmations repeated={repeated} own reader={reader} />
      <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
        <div className="flex min-w-0 flex-col gap-4">
          <Section title="You">
            <Facts>
              <Fact name="Name">{person.name}</Fact>
              <Fact name="E-mail address">{person.email}</Fact>
              <Fact name="Access level">{person.access ?? "disabled"}</Fact>
              <Fact name="Teams">
                {person.teams.length === 0
                  ? "none"
                  : person.teams.map(({ title, lead }) => (lead ? `${title} (lead)` : title)).join(", ")}
              </Fact>
            </Facts>
          </Section>
          <OwnSessions
            sessions={sessions.items}
            reader={reader}
            provider={provider ?? "single sign-on"}
            acts={{ one: endOneSession, others: endOtherSessions, all: endAllSessions }}
          />
          <OwnIdentities
            identities={identities.items}
            email={email}
            provider={provider}
            hasPassword={withPassword}
            reader={reader}
            unlink={unlink}
          />
          <Section id="calendar" title="Your calendar">
            <OwnCalendar
              hasOne={calendar !== null}
              make={makeOwnCalendarAddress}
              end={endOwnCalendarAddress}
            />
          </Section>
          <Section id="password" title="Password">
            {withPassword ? <PasswordForm /> : <NoPassword />}
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <OwnDelegations
            delegations={delegations.items}
            email={email}
            roles={[...new Set(own.map(({ role }) => role))].sort()}
            releases={releases}
            people={others}
            reader={reader}
            acts={{ delegate: delegateOwnRole, end: endDelegation }}
          />
          <OwnTokens
            tokens={tokens.items}
            scopes={scopes}
            reader={reader}
            acts={{ make: makeOwnToken, revoke: revokeOwnToken }}
          />
        </div>
      </div>
    </>
  );
}

function NoPassword(): ReactElement {
  return (
    <p className="text-sm text-ink-2">
      You have none. Whoever runs the server makes you an address at which you set one.
    </p>
  );
}

function PasswordForm(): ReactElement {
  const anew = { type: "password", autoComplete: "new-password", minLength: 12, maxLength: 128 } as const;
  return (
    <ActForm act={changeOwnPassword} submit="Change password" busy="Changing it…">
      <Input
        label="Password so far"
        name="current"
        type="password"
        autoComplete="current-password"
        required
        maxLength={128}
      />
      <Input label="New password" hint="12 characters or more." name="password" required {...anew} />
      <Input label="The new one once more" name="again" required {...anew} />
    </ActForm>
  );
}

function Told({
  error,
  done,
  provider,
}: {
  error: string | undefined;
  done: string | undefined;
  provider: string | null;
}): ReactElement | null {
  const name = provider ?? "single sign-on";
  if (done === "linked")
    return (
      <Notice tone="good" live="status" className="mb-4">
        You can sign in with {name} from now on.
      </Notice>
    );
  if (error === undefined) return null;
  const own: Record<string, string> = {
    "wrong-credentials": "The password does not fit, so nothing was linked.",
    "too-many-attempts": "Too many attempts. Wait a quarter of an hour, then try again.",
  };
  return (
    <Notice tone="stop" live="alert" className="mb-4">
      {providerFaultWords(error, name) ?? own[error] ?? "That did not work. Try again."}
    </Notice>
  );
}
