import type { Metadata } from "next";
import Link from "next/link";
import { cache, type ReactElement } from "react";
import { DecisionsTaken } from "@/components/audit/decisions-taken";
import { PersonHistory } from "@/components/audit/person-history";
import { PageHead } from "@/components/layout/top-bar";
import { DelegationList } from "@/components/settings/delegation-list";
import { personPath } from "@/components/settings/words";
import { Section } from "@/components/ui/section";
import { getPersonHistory } from "@/lib/audit/person-history-queries";
import { listEntries } from "@/lib/audit/queries";
import { ledgerHref } from "@/lib/audit/timeline-schemas";
import { readTitles } from "@/lib/audit/title-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { listDelegations } from "@/lib/policy/delegation-queries";
import { decoded } from "../../../_lib/filters";
import { found } from "../../../_lib/found";
import { getReader } from "../../../_lib/reader";

interface Props {
  params: Promise<{ person: string }>;
}

const perPage = 30;

const readHistory = cache(async (named: string) => {
  const actor = await requireActor();
  return found(getPersonHistory(kernel().db.prisma, { named: decoded(named), actor }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { person } = await readHistory((await params).person);
  return { title: `${person.name} · Ledger` };
}

export default async function PersonHistoryPage({ params }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const history = await readHistory((await params).person);
  const { db, clock } = kernel();
  const { email, name } = history.person;
  const [taken, delegations, reader] = await Promise.all([
    listEntries(db.prisma, actor, {
      conditions: { person: email },
      isDecision: true,
      newestFirst: true,
      limit: perPage,
    }),
    listDelegations(db.prisma, { actor, of: { email }, now: clock.now(), limit: 50 }),
    getReader(),
  ]);
  return (
    <>
      <PageHead title={<bdi className="wrap-anywhere">{name}</bdi>}>
        What they were here over time, and what they decided.{" "}
        <Link href={personPath(email)} prefetch={false} className="underline underline-offset-2">
          {email}
        </Link>
      </PageHead>
      <div className="flex flex-col gap-4">
        <PersonHistory history={history} reader={reader} />
        <Section title="Delegations given and held" flush>
          <DelegationList
            delegations={delegations.items}
            of={email}
            reader={reader}
            end={null}
            none="Nobody signed for them, and they signed for nobody."
          />
        </Section>
      </div>
      <DecisionsTaken
        title="Decisions taken"
        page={taken}
        titles={await readTitles(db.prisma, taken.items)}
        reader={reader}
        all={ledgerHref({ person: email })}
        none="What they decide from now on stands here, with the right by which and the release on which."
      />
    </>
  );
}
