import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { Allowed } from "@/components/settings/allowed";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { Disclosure } from "@/components/ui/disclosure";
import { Empty } from "@/components/ui/empty";
import { Fact, Facts } from "@/components/ui/facts";
import { Input, Select } from "@/components/ui/field";
import { OnceForm } from "@/components/ui/once-form";
import { Card, Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type Reader, Time } from "@/components/ui/time";
import { entryKindNames, entryKinds } from "@/lib/audit/entry-kinds";
import { requireActor } from "@/lib/identity/get-actor";
import { endpointSecret, verifyingKey } from "@/lib/integrations/webhooks/standard-webhooks";
import { listEndpoints } from "@/lib/notifications/delivery-queries";
import type { EndpointView } from "@/lib/notifications/endpoint-schemas";
import { kernel } from "@/lib/platform/app";
import { site } from "@/lib/platform/site";
import type { Verdict } from "@/lib/policy/model";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { getReader } from "../../_lib/reader";
import { addWebhook, remove, rotate } from "./actions";

export const metadata: Metadata = { title: "Webhooks" };

const secretWords = {
  name: "Secret",
  title: "What the receiver verifies with, this once",
  keep: "Keep it where the receiver runs. Of Ed25519 it is the public key, which stays here as well.",
};

export default async function WebhooksPage(): Promise<ReactElement> {
  const [actor, reader] = await Promise.all([requireActor(), getReader()]);
  const { db, clock } = kernel();
  const now = clock.now();
  const { secret } = site();
  const [endpoints, organisation] = await Promise.all([
    listEndpoints(db.prisma, { actor, now, keyOf: (kept) => verifyingKey(endpointSecret(secret, kept)) }),
    loadOrganisation(db.prisma, now),
  ]);
  const verdict = byAdmin(organisation, actor, "Adding webhooks");
  return (
    <>
      <PageHead
        title="Webhooks"
        acts={
          <Allowed verdict={verdict} label="Add a webhook" look="primary" align="end">
            <AddWebhook />
          </Allowed>
        }
      >
        Addresses that the organisation’s events are posted to, signed by Standard Webhooks. Names, free text
        and what is of a restricted release are never posted.
      </PageHead>
      {endpoints.length === 0 ? (
        <Card className="p-0">
          <Empty title="Nothing is posted anywhere">
            Add an address to have other systems follow what happens: a pipeline that waits for a stage, a
            dashboard, an incident tool. What does not arrive is tried again for three days.
          </Empty>
        </Card>
      ) : (
        <div className="flex flex-col gap-4">
          {endpoints.map((each) => (
            <Endpoint key={each.id} endpoint={each} verdict={verdict} reader={reader} />
          ))}
        </div>
      )}
    </>
  );
}

const formWords = { json: "plain JSON", cloudevents: "CloudEvents 1.0", cdevents: "CDEvents" } as const;
const schemeWords = { hmac: "HMAC (v1)", ed25519: "Ed25519 (v1a)" } as const;

function Endpoint({
  endpoint,
  verdict,
  reader,
}: {
  endpoint: EndpointView;
  verdict: Verdict;
  reader: Reader;
}): ReactElement {
  const { id, title, url, form, scheme, filter, owner, ended, publicKeys, waiting, dead, since } = endpoint;
  return (
    <Section title={<span className="wrap-anywhere">{title}</span>} aside={<State ended={ended} />}>
      <Facts>
        <Fact name="Address">
          <code className="font-mono text-sm break-all">{url}</code>
        </Fact>
        <Fact name="As">
          {formWords[form]}, signed by {schemeWords[scheme]}
        </Fact>
        <Fact name="What">{filterWords(filter)}</Fact>
        <Fact name="Added">
          by <bdi>{owner.name}</bdi>, <Time at={Date.parse(since)} reader={reader} />
        </Fact>
        <Fact name="Messages">
          {waiting === 0 ? "none" : waiting} on {waiting === 1 ? "its" : "their"} way,{" "}
          {dead === 0 ? "none" : dead} given up ·{" "}
          <Link href={`/settings/deliveries?webhook=${id}`} prefetch={false} className="link">
            see them
          </Link>
        </Fact>
        {publicKeys.length > 0 && (
          <Fact name={publicKeys.length > 1 ? "Public keys" : "Public key"}>
            {publicKeys.map((key) => (
              <code key={key} className="block font-mono text-xs break-all">
                {key}
              </code>
            ))}
          </Fact>
        )}
      </Facts>
      {ended === null && verdict.allowed && (
        <Disclosure summary="Rotate its secret, or remove it" className="mt-3">
          <div className="flex flex-col gap-3">
            <OnceForm
              act={rotate}
              words={secretWords}
              submit="Give it another secret"
              busy="Rotating…"
              look="secondary"
            >
              <input type="hidden" name="id" value={id} />
              <p className="text-sm text-ink-2">For a day messages are signed with both.</p>
            </OnceForm>
            <ActForm act={remove} submit="Remove it" busy="Removing…" look="danger" row>
              <input type="hidden" name="id" value={id} />
            </ActForm>
          </div>
        </Disclosure>
      )}
    </Section>
  );
}

function State({ ended }: Pick<EndpointView, "ended">): ReactElement {
  if (ended === null)
    return (
      <Mark tone="good" shape="check-disc">
        In use
      </Mark>
    );
  return (
    <Mark tone={ended.how === "gone" ? "stop" : "idle"} shape={ended.how === "gone" ? "stop" : "dash"}>
      {ended.how === "gone" ? "It answered that it is gone" : "Removed"}
    </Mark>
  );
}

function filterWords({ kinds, releases, components }: EndpointView["filter"]): string {
  const parts = [
    kinds === undefined ? "everything" : kinds.map((kind) => entryKinds[kind].title).join(", "),
    releases === undefined ? null : `on ${releases.join(", ")}`,
    components === undefined ? null : `about ${components.join(", ")}`,
  ];
  return parts.filter((part) => part !== null).join("; ");
}

function AddWebhook(): ReactElement {
  return (
    <div>
      <SheetButton sheet="add-webhook" look="primary">
        Add a webhook
      </SheetButton>
      <Sheet id="add-webhook" title="Add a webhook">
        <OnceForm act={addWebhook} words={secretWords} submit="Add it" busy="Adding…">
          <Input label="Title" name="title" required maxLength={120} />
          <Input
            label="Address"
            name="url"
            type="url"
            required
            maxLength={2000}
            hint="A private address has to be named in COUNTERSIGN_ALLOWED_PRIVATE_HOSTS."
          />
          <Select
            label="Form"
            name="form"
            defaultValue="json"
            options={Object.entries(formWords).map(([value, label]) => ({ value, label }))}
          />
          <Select
            label="Signed by"
            name="scheme"
            defaultValue="hmac"
            options={Object.entries(schemeWords).map(([value, label]) => ({ value, label }))}
          />
          <fieldset className="flex flex-col gap-1.5 text-sm">
            <legend className="pb-1 font-medium">Of which kinds; none chosen: of all</legend>
            {entryKindNames.map((kind) => (
              <Checkbox key={kind} name="kind" value={kind} label={entryKinds[kind].title} />
            ))}
          </fieldset>
          <Input label="Only of these releases" name="releases" hint="Short names, with commas between." />
          <Input label="Only about these components" name="components" hint="Keys, with commas between." />
        </OnceForm>
      </Sheet>
    </div>
  );
}
