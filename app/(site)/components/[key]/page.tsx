import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { ComponentForm } from "@/components/catalogue/component-form";
import { ComponentPaused, PauseComponent } from "@/components/catalogue/component-pause";
import { ComponentReleases, Linked, LiveHistory } from "@/components/catalogue/component-parts";
import { NearComponents } from "@/components/catalogue/near-component";
import { NameLive } from "@/components/catalogue/name-live";
import { PageHead } from "@/components/layout/top-bar";
import { Allowed } from "@/components/settings/allowed";
import { Digest } from "@/components/ui/digest";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Time } from "@/components/ui/time";
import { listBundles } from "@/lib/bundles/queries";
import { listLive } from "@/lib/catalogue/component-queries";
import { getComponent } from "@/lib/catalogue/queries";
import { loadGraph, nearIn } from "@/lib/catalogue/graph-queries";
import { radiusIn } from "@/lib/catalogue/radius-queries";
import { nearDepth } from "@/lib/catalogue/schemas";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { Together } from "@/components/people/together";
import { toAbility } from "@/lib/policy/ability";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { listReleases } from "@/lib/releases/list-queries";
import { found } from "../../_lib/found";
import { getReader } from "../../_lib/reader";
import { change, nameLiveBundle, pause, resume } from "../actions";

interface Props {
  params: Promise<{ key: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Component ${(await params).key}` };
}

export default async function ComponentPage({ params }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const { key } = await params;
  const { db, clock } = kernel();
  const component = await found(getComponent(db.prisma, key));
  const [bundles, live, releases, graph, organisation, reader] = await Promise.all([
    listBundles(db.prisma, { component: key, limit: 20 }),
    listLive(db.prisma, { key, actor, limit: 20 }),
    listReleases(db.prisma, {
      filter: { component: key },
      actor,
      today: clock.now().toISOString().slice(0, 10),
      limit: 50,
    }),
    loadGraph(db.prisma, actor),
    loadOrganisation(db.prisma, clock.now()),
    getReader(),
  ]);
  const radius = radiusIn(graph, key);
  const verdict = canInOrganisation(organisation, actor, "component.register", { tier: component.tier });
  const mayChange = toAbility(verdict, actor);
  const may = (decision: "component.pause" | "component.resume") =>
    toAbility(canInOrganisation(organisation, actor, decision, { tier: component.tier }), actor);
  return (
    <>
      <PageHead
        title={<span className="wrap-anywhere">{component.title}</span>}
        acts={
          <div className="flex flex-wrap gap-2 sm:justify-end">
            {component.paused === null && (
              <PauseComponent
                component={key}
                radius={radius}
                graph={graph}
                ability={may("component.pause")}
                act={pause}
              />
            )}
            <Allowed verdict={mayChange} label="Change" align="end">
              <div className="flex flex-wrap gap-2">
                <SheetButton sheet="change">Change</SheetButton>
                <Sheet id="change" title={`Change ${component.title}`}>
                  <Together ability={mayChange} />
                  <ComponentForm
                    act={change}
                    teams={organisation.teams.map((team) => team.key)}
                    known={component}
                  />
                </Sheet>
                <NameLive
                  act={nameLiveBundle}
                  component={key}
                  live={component.live}
                  bundles={bundles.items}
                />
              </div>
            </Allowed>
          </div>
        }
      >
        <code className="font-mono">{component.key}</code>
      </PageHead>
      {component.paused !== null && (
        <div className="pb-4">
          <ComponentPaused
            component={key}
            paused={component.paused}
            ability={may("component.resume")}
            act={resume}
            reader={reader}
          />
        </div>
      )}
      <div className="pb-4">
        <NearComponents component={key} near={nearIn(graph, { key, depth: nearDepth })} />
      </div>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:items-start">
        <div className="flex min-w-0 flex-col gap-4">
          <ComponentReleases
            releases={releases.items}
            component={key}
            hasMore={releases.nextCursor !== null}
          />
          <Section title="Bundles" aside={`${component.bundles} registered`} flush>
            {bundles.items.length === 0 ? (
              <p className="px-4 py-3 text-sm text-ink-2">
                None yet. A pipeline registers one with{" "}
                <code className="font-mono text-xs">countersign bundle create</code>.
              </p>
            ) : (
              <ul aria-label="Bundles">
                {bundles.items.map(({ digest, version, kinds, registeredAt }) => (
                  <li key={digest} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
                    <p className="flex flex-wrap items-center gap-x-2">
                      <span className="font-medium wrap-anywhere">{version}</span>
                      <Digest value={digest} />
                      <span className="text-ink-3">
                        <Time at={Date.parse(registeredAt)} reader={reader} />
                      </span>
                    </p>
                    <p className="text-xs text-ink-3">
                      {kinds.map((kind) => kind.replaceAll("-", " ")).join(" · ")}
                    </p>
                  </li>
                ))}
              </ul>
            )}
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Section title="What it is">
            <Facts>
              <Fact name="Kind">{component.kind.replaceAll("-", " ")}</Fact>
              <Fact name="Tier">{component.tier}</Fact>
              <Fact name="Owner">
                <Link
                  href={`/settings/teams/${component.owner}`}
                  prefetch={false}
                  className="hover:underline"
                >
                  {component.ownerTitle}
                </Link>
              </Fact>
              <Fact name="Said so">
                <Time at={Date.parse(component.changedAt)} reader={reader} show="day" />
              </Fact>
            </Facts>
          </Section>
          <LiveHistory live={live.items} reader={reader} />
          <Linked title="Depends on" keys={component.dependsOn} none="Nothing that it declares." />
          <Linked title="Depended on by" keys={component.dependents} none="Nothing." />
        </div>
      </div>
    </>
  );
}
