import { Plan } from "@/lib/releases/plan-schema";
import { documentsIn } from "./known-parts";
import { digestHtml, ref, type Reported, type Telling, tellingOf, timeOf } from "./report-model";
import { facts, h, type Html, page, section, table } from "./report-html";
import { rollbacks } from "./report-rollbacks";
import { acts, gates, signatures, timeline } from "./report-sections";

/** In which form reports are written: another one for whatever changes a byte of them. */
export const reportForm = 1;

/** The release as people read it, from the archive alone: whoever verifies it writes it again and compares. */
export function reportOf(reported: Reported): string {
  const telling = tellingOf(reported);
  const { release } = reported.head;
  return page(
    `${release.title}: evidence`,
    h`<header><h1>${release.title}</h1><p class="lead">${release.slug}: who decided what, by which right, on which evidence.</p></header>
${overview(telling)}${section("objective", "Objective", objective(telling))}${section(
      "signatures",
      "Signatures",
      signatures(telling),
    )}${section("gates", "Gates as stages were left", gates(telling))}${section(
      "stages",
      "Stages and their course",
      acts(telling, /^(release|stage|freeze|break-glass|hold)\./),
    )}${section("exceptions", "Waivers, vetoes, concerns and what is owed", exceptions(telling))}${section(
      "exposure",
      "Exposure",
      acts(telling, /^exposure\./),
    )}${section("breaches", "Breaches", acts(telling, /^breach\./))}${section(
      "rollbacks",
      "Rollbacks and drills",
      h`${rollbacks(telling)}${acts(telling, /^drill\./)}`,
    )}${section("content", "What was released", content(telling))}${section(
      "timeline",
      "Every entry",
      timeline(telling, telling.own),
    )}${section("outside", "Entries outside the release that its decisions rest on", timeline(telling, telling.others))}${about(telling)}`,
  );
}

function overview({ head, own, template, person }: Telling): Html {
  const last = own.findLast(({ document }) =>
    /^release\.(created|started|completed|cancelled|rolled-back)$/.test(document.type),
  );
  const of = (type: string) => {
    const entry = own.find(({ document }) => document.type === type);
    return entry === undefined ? "–" : h`${timeOf(entry.document.at)} (${ref(entry.seq)})`;
  };
  const policy = own.findLast(({ document }) => typeof document.policy["template"] === "string")?.document
    .policy;
  const champion = own[0]?.document.subjects["champion"] ?? null;
  return section(
    "facts",
    "In short",
    facts([
      ["State", last?.document.after ?? "–"],
      ["Champion when created", person(champion)],
      ["Created", of("release.created")],
      ["Started", of("release.started")],
      ["Template", `${template?.title ?? ""} (${policy?.["template"] ?? "none"})`],
      ["Decision rights", policy?.["rights"] === undefined ? "–" : `version ${policy["rights"] ?? "–"}`],
      ["Entries", `${own.length} of the release, among ${head.size} of the log`],
      ["Exported", h`${timeOf(head.exportedAt)}, by ${head.exportedBy.name ?? head.exportedBy.id}`],
    ]),
  );
}

function objective({ own, documents }: Telling): Html {
  const digest = own
    .flatMap(({ document }) => documentsIn(document))
    .findLast(({ kind }) => kind === "plan")?.digest;
  const plan = Plan.safeParse(documents.get(digest ?? "")).data;
  const { problem, successMetrics = [], acceptableRisk } = plan?.objective ?? {};
  if (problem === undefined && successMetrics.length === 0 && acceptableRisk === undefined)
    return h`<p class="none">None was written.</p>`;
  return h`${problem === undefined ? null : h`<p>${problem}</p>`}${
    successMetrics.length === 0
      ? null
      : h`<h3>Counts as a success by</h3><ul>${successMetrics.map((each) => h`<li>${each}</li>`)}</ul>`
  }${acceptableRisk === undefined ? null : h`<h3>Acceptable risk</h3><p>${acceptableRisk}</p>`}`;
}

function exceptions(telling: Telling): Html {
  return acts(
    telling,
    /^(requirement\.waived|veto\.lifted|needs-work\.dismissed|concern\..*|obligation\..*|break-glass\.reviewed|review\.concluded)$/,
  );
}

function content(telling: Telling): Html {
  const written = telling.own.flatMap(({ seq, document }) =>
    documentsIn(document).map(({ kind, digest }) => [
      kind.replaceAll("-", " "),
      digestHtml(digest),
      timeOf(document.at),
      ref(seq),
    ]),
  );
  return h`<h3>Bundles</h3>${acts(telling, /^(candidate\.set|bundle\.registered)$/)}<h3>Plan, criteria, rollback plan</h3>${table(
    ["Document", "Digest", "When", "Entry"],
    written,
  )}<h3>Checks</h3>${acts(telling, /^check\.reported$/)}`;
}

function about({ head }: Telling): Html {
  return section(
    "about",
    "How far this page can be trusted",
    h`<p>It was written from the entries and documents beside it in the archive. <code>countersign verify</code> writes it again from them and compares, so that what stands here is what the entries say, and shows that they are in the log ${head.origin} as it was signed over its first ${head.size} entries.</p>
<p class="small">A bundle, a document or a name that was erased since is missing here; the entries stay. Whether entries of the release were left out, one release's archive cannot show: the export of the whole ledger does.</p>`,
  );
}
