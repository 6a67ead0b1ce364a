import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { PageHead } from "@/components/layout/top-bar";
import { Refusal } from "@/components/people/people";
import { NewReleaseForm } from "@/components/releases/new/new-release-form";
import { TemplateChoice } from "@/components/releases/new/template-choice";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import type { NewRelease } from "@/lib/releases/new-release-model";
import { getNewRelease } from "@/lib/releases/new-release-queries";
import { one } from "../../_lib/reader";
import { create } from "./actions";

export const metadata: Metadata = { title: "New release" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewReleasePage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asked = await searchParams;
  const version = one(asked["version"]);
  const { db, clock } = kernel();
  const offer = await getNewRelease(db.prisma, {
    actor,
    now: clock.now(),
    template: one(asked["template"]),
    version: version !== undefined && /^\d{1,6}$/.test(version) ? Number(version) : undefined,
  });
  return (
    <>
      <PageHead title="New release">
        From a template to a draft, in one sitting. What is left out can follow before it starts.
      </PageHead>
      {offer.template === null || !offer.isSetUp || offer.components.length === 0 ? (
        <NotYet offer={offer} />
      ) : !offer.mayCreate.allowed ? (
        <Card>
          <h2 className="pb-1 text-base font-semibold">Somebody else creates releases here</h2>
          <Refusal {...offer.mayCreate} />
        </Card>
      ) : (
        <div className="flex flex-col gap-4">
          <Together ability={offer.mayCreate} />
          <NewReleaseForm
            offer={{ components: offer.components, champions: offer.champions }}
            template={offer.template}
            me={actor.email}
            act={create}
          >
            <TemplateChoice templates={offer.templates} template={offer.template} />
          </NewReleaseForm>
        </div>
      )}
    </>
  );
}

/** What a first release waits for, in the order in which it is done. */
function NotYet({ offer }: { offer: NewRelease }): ReactElement {
  const { isSetUp, template } = offer;
  return (
    <Card className="p-0">
      {!isSetUp ? (
        <Empty
          title="This workspace is not set up yet"
          action={<LinkButton href="/setup">Finish the set-up</LinkButton>}
        >
          A release needs decision rights, roles and who is eligible for them. An admin finishes that once.
        </Empty>
      ) : template === null ? (
        <Empty
          title="No template is published yet"
          action={<LinkButton href="/templates">Go to the templates</LinkButton>}
        >
          A release begins from a template: it names the stages, the gates and who may decide.
        </Empty>
      ) : (
        <Empty
          title="No component is registered yet"
          action={<LinkButton href="/components">Go to the components</LinkButton>}
        >
          A release moves components from one bundle to the next: a model, a pipeline, a service. Register the
          first one.
        </Empty>
      )}
    </Card>
  );
}
