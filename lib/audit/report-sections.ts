import { digestHtml, ref, roleOf, type Telling, textIn, timeOf, whatOf } from "./report-model";
import { h, type Html, table } from "./report-html";
import { voteWords } from "./entry-deeds";
import type { ArchivedEntry } from "./verify-entries";

const ofTypes = ({ own }: Telling, pattern: RegExp) =>
  own.filter(({ document }) => pattern.test(document.type));

/** Texts that somebody gave with an act; a note where one was erased. */
export function saidIn(telling: Telling, entry: ArchivedEntry): Html {
  const paths = Object.keys(entry.document.commitments).filter((path) => path !== "actor");
  return h`${paths.sort().map((path) => {
    const text = telling.text(entry.seq, path);
    return text === null
      ? h`<blockquote class="none">(${path} erased)</blockquote>`
      : h`<blockquote>${path === "reason" ? "" : `${path}: `}“${text}”</blockquote>`;
  })}`;
}

const tones: Readonly<Record<string, string>> = { approve: "good", reject: "stop", "needs-work": "work" };

/** Who signed what, when, in which role, with which meaning and by which right. */
export function signatures(telling: Telling): Html {
  const signed = ofTypes(telling, /^(vote\.cast|requirement\.acknowledged)$/);
  return table(
    ["Who", "Signed", "On", "In the role", "Meaning", "By right", "When", "Entry"],
    signed.map((entry) => {
      const { document, seq } = entry;
      const { payload, subjects, actor, by } = document;
      const vote = textIn(payload, "vote") ?? "acknowledged";
      const principal = subjects["principal"] ?? null;
      const confirmed = by.confirmed;
      return [
        h`<span class="strong">${telling.who(entry)}</span>${
          principal === null || principal === actor.id ? null : h` for ${telling.person(principal)}`
        }${confirmed === undefined ? null : h`<span class="small"> confirmed by ${confirmed.method}, ${timeOf(confirmed.at)}</span>`}`,
        h`<span class="${tones[vote] ?? ""} strong">${voteWords(vote)}</span>${saidIn(telling, entry)}`,
        h`${telling.place(document)}<br><code>${document.after}</code>`,
        roleOf(by.role),
        typeof payload["meaning"] === "string" ? `“${payload["meaning"]}”` : "–",
        telling.right(entry),
        timeOf(document.at),
        ref(seq),
      ];
    }),
  );
}

/** Acts of some kinds, each with who, what, in which role, when. */
export function acts(telling: Telling, pattern: RegExp): Html {
  return table(
    ["When", "Who", "Did", "About", "In the role", "By right", "Entry"],
    ofTypes(telling, pattern).map((entry) => [
      timeOf(entry.document.at),
      telling.who(entry),
      h`${whatOf(entry)}${saidIn(telling, entry)}`,
      aboutOf(telling, entry),
      roleOf(entry.document.by.role),
      telling.right(entry),
      ref(entry.seq),
    ]),
  );
}

function aboutOf(telling: Telling, { document }: ArchivedEntry): Html | string {
  const { payload, subjects, after } = document;
  const place = telling.place(document);
  if (document.type === "requirement.waived")
    return h`${place}, until ${String(payload["expiresAt"])}, under ${telling.person(subjects["owner"] ?? null)}`;
  if (document.type === "candidate.set" || document.type === "bundle.registered")
    return h`${String(payload["component"])} ${digestHtml(after)}`;
  if (document.type.startsWith("breach."))
    return h`${subjects["criterion"] ?? ""}${typeof payload["value"] === "string" ? `: ${payload["value"]}` : ""}`;
  if (document.type.startsWith("rollback.")) return subjects["step"] ?? textIn(payload, "severity") ?? "";
  if (document.type.startsWith("exposure.")) return `${after ?? ""} %`;
  return place ?? "";
}

/** Gates as they stood when a stage was left: their status, and the digest that counted. */
export function gates(telling: Telling): Html {
  const passed = ofTypes(telling, /^stage\.(advanced|skipped)$/);
  const rows = passed.flatMap(({ seq, document }) => {
    const all = Object.entries(Object(document.payload["gates"]) as Record<string, unknown>);
    return all.map(([gate, state]) => [
      document.subjects["stage"] ?? "",
      telling
        .place({ ...document, subjects: { gate, requirement: null } })
        ?.replace(/: approval of the gate$/, "") ?? gate,
      String(Reflect.get(Object(state) as object, "status") ?? "–"),
      digestHtml(textIn(state, "subjectDigest")),
      timeOf(document.at),
      ref(seq),
    ]);
  });
  return table(["Stage", "Gate", "Stood", "Digest", "When", "Entry"], rows);
}

/** All entries in the order of the log. */
export function timeline(telling: Telling, entries: readonly ArchivedEntry[]): Html {
  return table(
    ["Entry", "When", "Who", "Did", "About", "In the role", "By right"],
    entries.map((entry) => [
      h`<span class="entry" id="e${entry.seq}">${entry.seq}</span>`,
      timeOf(entry.document.at),
      telling.who(entry),
      whatOf(entry),
      aboutOf(telling, entry),
      roleOf(entry.document.by.role),
      telling.right(entry),
    ]),
  );
}
