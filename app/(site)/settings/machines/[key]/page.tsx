import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { Allowed } from "@/components/settings/allowed";
import { NewToken } from "@/components/settings/new-token";
import { TokenList } from "@/components/settings/token-list";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { getMachine, listMachineTokens } from "@/lib/identity/queries";
import { machineScopes, scopes } from "@/lib/identity/scopes";
import { kernel } from "@/lib/platform/app";
import { site } from "@/lib/platform/site";
import { byAdminOrLead, type Organisation } from "@/lib/policy/organisation";
import type { Verdict } from "@/lib/policy/model";
import { loadOrganisation } from "@/lib/policy/queries";
import { found } from "../../../_lib/found";
import { getReader } from "../../../_lib/reader";
import { disable, makeToken, revoke } from "../actions";

interface Props {
  params: Promise<{ key: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Machine ${(await params).key}` };
}

const scopeChoices = machineScopes.map((value) => ({ value, label: scopes[value] }));

export default async function MachinePage({ params }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const { key } = await params;
  const { db, clock } = kernel();
  const [machine, organisation, reader] = await Promise.all([
    found(getMachine(db.prisma, key)),
    loadOrganisation(db.prisma, clock.now()),
    getReader(),
  ]);
  const may = (what: string): Verdict => mayOn(organisation, actor, machine.owner, what);
  const isEnabled = machine.disabledAt === null;
  const tokens = may("").allowed
    ? (await listMachineTokens(db.prisma, { key, actor, page: { limit: 100 } })).items
    : null;
  return (
    <>
      <PageHead
        title={<span className="wrap-anywhere">{machine.title}</span>}
        acts={
          isEnabled && (
            <Allowed verdict={may("Disabling a machine")} label="Disable" look="danger" align="end">
              <Disable machine={machine} />
            </Allowed>
          )
        }
      >
        <code className="font-mono">{machine.key}</code>
      </PageHead>
      <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
        <div className="flex min-w-0 flex-col gap-4">
          <Section title="Here">
            <Facts>
              <Fact name="State">
                {isEnabled ? (
                  <Mark tone="good" shape="check-disc">
                    Enabled
                  </Mark>
                ) : (
                  <Mark tone="idle" shape="dash">
                    Disabled
                  </Mark>
                )}
              </Fact>
              <Fact name="Owner">
                <Link href={`/settings/teams/${machine.owner}`} prefetch={false} className="hover:underline">
                  {machine.owner}
                </Link>
              </Fact>
              <Fact name="Registered">
                <Time at={Date.parse(machine.createdAt)} reader={reader} show="day" />
              </Fact>
              <Fact name="Last used">
                {machine.lastUsedAt === null ? (
                  "never"
                ) : (
                  <Time at={Date.parse(machine.lastUsedAt)} reader={reader} show="ago" />
                )}
              </Fact>
            </Facts>
          </Section>
          <Section title="Tokens" flush>
            {tokens === null ? (
              <p className="px-4 py-3 text-sm text-ink-2">
                {machine.tokens} in force. Admins and the leads of {machine.owner} see them.
              </p>
            ) : (
              <TokenList
                tokens={tokens}
                reader={reader}
                hidden={{ machine: key }}
                revoke={revoke}
                none="None yet."
              />
            )}
          </Section>
        </div>
        {isEnabled && (
          <Section title="Make a token">
            <MakeToken verdict={may("Making a machine's token")} machine={key} />
          </Section>
        )}
      </div>
    </>
  );
}

function MakeToken({ verdict, machine }: { verdict: Verdict; machine: string }): ReactElement {
  if (!verdict.allowed)
    return <Why label="Make a token" reason={verdict.reason} whoMay={verdict.whoMay} full />;
  return <NewToken act={makeToken} machine={machine} scopes={scopeChoices} url={site().url} />;
}

function mayOn(
  organisation: Organisation,
  actor: Parameters<typeof byAdminOrLead>[1],
  owner: string,
  what: string,
): Verdict {
  const team = organisation.teams.find(({ key }) => key === owner);
  if (team === undefined) throw new Error("a machine without its team");
  return byAdminOrLead(organisation, actor, { team, what });
}

function Disable({ machine }: { machine: { key: string; title: string; tokens: number } }): ReactElement {
  return (
    <div>
      <SheetButton sheet="disable-machine" look="danger">
        Disable
      </SheetButton>
      <Sheet id="disable-machine" title={`Disable ${machine.title}?`}>
        <ActForm act={disable} submit="Disable it" busy="Disabling…" look="danger">
          <input type="hidden" name="machine" value={machine.key} />
          <p className="text-sm text-ink-2">
            {machine.tokens === 1 ? "Its one token ends" : `Its ${machine.tokens} tokens end`} at once, for
            good. What it reported before stays, and counts as it did.
          </p>
        </ActForm>
      </Sheet>
    </div>
  );
}
