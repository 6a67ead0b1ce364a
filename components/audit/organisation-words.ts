import { roleWords } from "@/components/gates/status";
import type { ShapeName } from "@/components/ui/shape";
import type { Tone } from "@/components/ui/tone";
import type { EntryView } from "@/lib/audit/schemas";
import type { EntryTitles } from "@/lib/audit/titles-model";

interface Words {
  what: string;
  about: string | null;
  /** From the root. */
  path: string | null;
  tone: Tone;
  shape: ShapeName;
}

type Said = [what: string, tone: Tone, shape: ShapeName];

/** What happens to the organisation rather than on a release. */
const said: Record<string, Said> = {
  "person.created": ["added a person", "accent", "ring"],
  "person.invited": ["gave a one-time address for signing in", "idle", "ring"],
  "person.disabled": ["disabled a person", "stop", "stop"],
  "person.erased": ["erased a person", "stop", "skip"],
  "person.enabled": ["enabled a person", "good", "check-disc"],
  "access.changed": ["gave another access level", "work", "ring"],
  "password.set": ["set a password", "idle", "ring"],
  "identity.linked": ["linked an account of the single sign-on", "idle", "ring"],
  "identity.unlinked": ["unlinked an account of the single sign-on", "idle", "back"],
  "identity.address-changed": ["saw another address at the single sign-on", "idle", "ring"],
  "sessions.ended": ["ended sign-ins", "idle", "back"],
  "signer.confirmed": ["showed anew who they are, to sign", "good", "check-disc"],
  "signer.confirmation-failed": ["failed to show who they are", "work", "triangle"],
  "calendar-address.made": ["made an address for a calendar", "idle", "ring"],
  "calendar-address.revoked": ["ended an address for a calendar", "idle", "back"],
  "setup-code.made": ["made a code for setting up", "idle", "ring"],
  "setup-code.repeated": ["repeated the code for setting up", "idle", "ring"],
  "setup-code.used": ["used the code for setting up", "accent", "play"],
  "token.created": ["made a token", "idle", "ring"],
  "token.revoked": ["revoked a token", "idle", "back"],
  "machine.registered": ["registered a machine", "accent", "ring"],
  "machine.disabled": ["disabled a machine", "stop", "stop"],
  "team.created": ["created a team", "accent", "ring"],
  "team.member-added": ["added somebody to a team", "accent", "ring"],
  "team.member-changed": ["changed a place in a team", "work", "ring"],
  "team.member-removed": ["took somebody out of a team", "aged", "back"],
  "team.groups-set": ["set which groups a team takes in", "work", "ring"],
  "role.created": ["created a role", "accent", "ring"],
  "pool.changed": ["changed who can be given a role", "work", "ring"],
  "rights.changed": ["changed the decision rights", "work", "ring"],
  "webhook.created": ["added a webhook", "accent", "ring"],
  "webhook.secret-rotated": ["gave a webhook another secret", "work", "ring"],
  "webhook.ended": ["ended a webhook", "idle", "dash"],
  "delivery.repeated": ["had a message sent again", "work", "ring"],
  "team.notices-changed": ["changed what is posted for the team", "work", "ring"],
  "team.hook-changed": ["changed where messages for the team are posted", "work", "ring"],
  "working-hours.changed": ["changed when the organisation works", "work", "ring"],
  "own-hours.changed": ["changed when they work", "work", "ring"],
  "escalation.changed": ["changed whom escalation tells", "work", "ring"],
  "rights.enforced": ["had the decision rights hold for running releases", "work", "ring"],
  "rota.created": ["created a rota", "accent", "ring"],
  "rota.changed": ["changed a rota", "work", "ring"],
  "hand-over.acknowledged": ["acknowledged a hand-over", "good", "check-disc"],
  "shift.overridden": ["put somebody on shift instead", "work", "ring"],
  "override.ended": ["put a shift back", "idle", "back"],
  "template.published": ["published a template", "accent", "play"],
  "template.confirmed": ["sent a template again that is as published", "idle", "ring"],
  "component.registered": ["registered a component", "accent", "ring"],
  "component.changed": ["changed a component", "work", "ring"],
  "component.live-named": ["named what is live", "work", "ring"],
  "component.datasets-named": ["named a component’s datasets", "accent", "ring"],
  "component.paused": ["paused a component", "aged", "pause"],
  "component.resumed": ["resumed a component", "go", "play"],
  "metric.declared": ["declared a metric", "accent", "ring"],
  "freeze.set": ["set a freeze window", "aged", "pause"],
  "freeze.ended": ["ended a freeze window", "go", "play"],
  "ledger-key.introduced": ["introduced a key that signs the ledger", "accent", "ring"],
};

/** An entry about no release; null: it is another. */
export function organisationWords(entry: EntryView, titles: EntryTitles): Words | null {
  const words = said[entry.type];
  if (words === undefined) return null;
  const [what, tone, shape] = words;
  // The first key has nobody before it who could.
  const isStranger =
    entry.type === "ledger-key.introduced" && entry.before !== null && entry.payload["isVouchedFor"] !== true;
  return {
    ...(isStranger
      ? { what: `${what}, and nobody vouches for it`, tone: "stop", shape: "triangle" }
      : { what, tone, shape }),
    ...subjectOf(entry, titles),
  };
}

type Subject = Pick<Words, "about" | "path">;

/** What it is about, and where that stands; by the beginning of its type. */
function subjectOf(entry: EntryView, titles: EntryTitles): Subject {
  const { type, subjects, payload, texts, before, after } = entry;
  // What people do about themselves names them once.
  const person = personOf(subjects["person"] === entry.actor.id ? null : subjects["person"], titles);
  const key = typeof payload["key"] === "string" ? payload["key"] : null;
  switch (type.split(".")[0]) {
    case "access":
      return { about: `${person.about ?? ""}: ${before ?? ""} → ${after ?? ""}`, path: person.path };
    case "token":
      return { ...person, about: texts["name"] ?? person.about };
    case "machine":
      return at("/settings/machines", key);
    case "team": {
      const team = at("/settings/teams", key ?? textIn(payload, "team"));
      return person.about === null ? team : { ...team, about: `${person.about}, ${team.about ?? ""}` };
    }
    case "role":
    case "pool":
      return { ...at("/ledger/roles", subjects["role"]), about: roleWords(subjects["role"] ?? "") };
    case "rights":
      return { about: `version ${String(payload["version"])}`, path: "/settings/rights" };
    case "rota":
    case "hand-over":
    case "shift":
    case "override": {
      const rota = at("/settings/rotas", subjects["rota"]);
      return person.about === null ? rota : { ...rota, about: `${rota.about ?? ""}: ${person.about}` };
    }
    case "template": {
      const title = textIn(payload, "title") ?? key ?? "";
      return { ...at("/templates", key), about: `${title}, version ${String(payload["version"])}` };
    }
    case "component":
      return { ...at("/components", key), about: titles.components.get(key ?? "") ?? key };
    case "metric":
      return { about: textIn(payload, "name"), path: null };
    case "freeze":
      return { about: texts["title"] ?? null, path: null };
    case "ledger-key":
      return { about: `key ${after?.split("+")[1] ?? ""}`, path: "/ledger/checkpoints" };
    default:
      return person;
  }
}

function at(base: string, key: string | null | undefined): Subject {
  return { about: key ?? null, path: key === null || key === undefined ? null : `${base}/${key}` };
}

function personOf(id: string | null | undefined, { people }: EntryTitles): Subject {
  if (id === null || id === undefined) return { about: null, path: null };
  return { about: people.get(id) ?? "somebody", path: `/ledger/people/${id}` };
}

function textIn(payload: Record<string, unknown>, name: string): string | null {
  const value = payload[name];
  return typeof value === "string" ? value : null;
}
