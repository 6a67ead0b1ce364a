import type { EntryDocument } from "@/lib/audit/entry-document";

export const forms = ["json", "cloudevents", "cdevents"] as const;
/** In which form an endpoint gets events. */
export type EventForm = (typeof forms)[number];

/** An entry as it leaves the organisation: no name and no free text, which could not be erased there. */
export interface PostedEvent {
  seq: number;
  entry: EntryDocument;
  /** Slug. */
  release: string | null;
  /** Keys, each with the digest that it is about, where one is known. */
  components: readonly { key: string; digest: string | null }[];
  /** Origin of this installation. */
  site: string;
}

export interface PostedBody {
  contentType: string;
  body: string;
}

/** The body for an entry; null: the form has no event for it. The same for each attempt. */
export function bodyOf(form: EventForm, event: PostedEvent): PostedBody | null {
  switch (form) {
    case "json":
      return {
        contentType: "application/json",
        body: JSON.stringify({ type: event.entry.type, timestamp: event.entry.at, data: dataOf(event) }),
      };
    case "cloudevents":
      return cloudEvent({
        event,
        type: `dev.countersign.${event.entry.type}`,
        subject: event.release ?? undefined,
        data: dataOf(event),
      });
    case "cdevents":
      return cdEvent(event);
  }
}

function dataOf({ seq, entry, release, components }: PostedEvent) {
  const { id, actor, by, subjects, before, after, payload } = entry;
  return {
    seq,
    id,
    actor: { kind: actor.kind, id: actor.id },
    role: by.role,
    rule: by.rule,
    release,
    components: components.map(({ key }) => key),
    subjects,
    before,
    after,
    payload,
  };
}

/** CloudEvents 1.0, JSON in structured mode. */
function cloudEvent({
  event: { entry, site },
  type,
  subject,
  data,
}: {
  event: PostedEvent;
  type: string;
  subject: string | undefined;
  data: unknown;
}): PostedBody {
  return {
    contentType: "application/cloudevents+json; charset=utf-8",
    body: JSON.stringify({
      specversion: "1.0",
      id: entry.id,
      source: site,
      type,
      time: entry.at,
      datacontenttype: "application/json",
      ...(subject !== undefined && { subject }),
      data,
    }),
  };
}

type CdSubject = "environment" | "service" | "incident";

/** Which event of CDEvents an entry is; null: none. Of a drill nothing is: no service was touched. */
function cdType({ type, subjects, after }: EntryDocument): { subject: CdSubject; predicate: string } | null {
  if ((subjects["drill"] ?? null) !== null) return null;
  switch (type) {
    case "exposure.confirmed": {
      // Nobody is served by it at 0, so nothing is deployed.
      if (after === "0") return { subject: "service", predicate: "removed" };
      return { subject: "service", predicate: "upgraded" };
    }
    case "rollback.executed":
      return { subject: "service", predicate: "rolledback" };
    case "breach.opened":
      return { subject: "incident", predicate: "detected" };
    case "rollback.stable":
      return { subject: "incident", predicate: "resolved" };
    case "stage.advanced":
    case "stage.skipped":
    case "stage.reopened":
    case "exposure.increased":
    case "exposure.lowered":
    case "freeze.set":
    case "freeze.ended":
      return { subject: "environment", predicate: "modified" };
    default:
      return null;
  }
}

/** Whether a form has an event for an entry. */
export function hasEvent(form: EventForm, entry: EntryDocument): boolean {
  return form !== "cdevents" || cdType(entry) !== null;
}

const cdVersion = "0.5.0";
const subjectVersion = "0.3.0";

/** CDEvents, bound to CloudEvents in structured mode. An environment is a release's stage; a service is a component. */
function cdEvent(event: PostedEvent): PostedBody | null {
  const { entry, release, components, site } = event;
  const found = cdType(entry);
  if (found === null) return null;
  const type = `dev.cdevents.${found.subject}.${found.predicate}.${subjectVersion}`;
  const stage = entry.subjects["stage"] ?? null;
  const environment = [release ?? "organisation", stage].filter((part) => part !== null).join("/");
  const [component] = components;
  const digest = component?.digest ?? textIn(entry.payload["bundle"]);
  const subjects: Record<CdSubject, { id: string; content: Record<string, unknown> }> = {
    environment: {
      id: environment,
      content: { name: environment, ...(release !== null && { url: `${site}/releases/${release}` }) },
    },
    service: {
      id: component?.key ?? environment,
      content: {
        environment: { id: environment, source: site },
        ...(found.predicate !== "removed" && { artifactId: artifactId(component?.key, digest) }),
      },
    },
    incident: {
      id: entry.subjects["episode"] ?? entry.subjects["rollback"] ?? entry.id,
      content: {
        environment: { id: environment, source: site },
        ...(component !== undefined && { service: { id: component.key, source: site } }),
      },
    },
  };
  const subject = subjects[found.subject];
  const context = { specversion: cdVersion, id: entry.id, source: site, type, timestamp: entry.at };
  const data = {
    context,
    subject: { ...subject, source: site, type: found.subject },
    customData: dataOf(event),
    customDataContentType: "application/json",
  };
  return cloudEvent({ event, type, subject: subject.id, data });
}

/** A package address of the bundle, as CDEvents names artifacts. */
function artifactId(component: string | undefined, digest: string | null): string {
  const version = digest === null ? "unknown" : encodeURIComponent(digest);
  return `pkg:generic/${component ?? "unknown"}@${version}`;
}

const textIn = (value: unknown): string | null => (typeof value === "string" ? value : null);
