import { refreshProjections } from "@/lib/gates/refresh-projections";
import { sendDueReminders } from "@/lib/policy/send-due-reminders";
import type { Decision } from "@/lib/policy/model";
import { rightsFor } from "./release-documents";
import type { ReleaseWorld } from "./release-world";

/** An item that one holder of a role signs. */
export const itemOf = (key: string, role: string, due?: object) => ({
  key,
  kind: "item",
  title: `Item ${key}`,
  slots: [{ roles: [role], count: 1 }],
  dependsOn: ["code"],
  ...(due === undefined ? {} : { due }),
});

/** A template of one gate, reviewed, before production; the champion decides what is named, and starts, staffs and advances it. */
export const reviewedTemplate = ({
  key,
  title,
  requirements,
  decisions,
  rights = [],
}: {
  key: string;
  title: string;
  requirements: readonly object[];
  decisions: readonly Decision[];
  rights?: readonly object[];
}) => ({
  key,
  title,
  roles: ["release-champion", "technical-lead", "security"],
  stages: [
    {
      key: "evaluate",
      title: "Evaluate",
      gates: [{ key: "reviewed", title: "Reviewed", objective: "It was read.", requirements }],
    },
    { key: "production", title: "Production", gates: [] },
  ],
  rights: [
    ...rightsFor("release-champion", [
      "release.start",
      "role.assign",
      "candidate.set",
      "plan.change",
      "stage.advance",
      ...decisions,
    ]),
    ...rights,
  ],
  criteria: [],
});

export interface SentReminder {
  subjects: Record<string, string>;
  payload: { level: string; kind: string; asked: string[]; deadline: string; dueAt: string };
}

/** What tests of reminders do with a world; champ2 champions what they start. */
export function reminderActs(worldOf: () => ReleaseWorld) {
  async function give(slug: string, code: string): Promise<void> {
    const { digest } = await worldOf().register("silero-vad", { code }, "keeper");
    await worldOf().ok("champ2", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
  }
  return {
    /** Sets another candidate. */
    give,
    /** As the worker does it, again and again until nothing is left. */
    run: async (): Promise<void> => {
      const { kernel } = worldOf();
      while ((await refreshProjections(kernel)) > 0);
      await sendDueReminders(kernel);
      while ((await refreshProjections(kernel)) > 0);
    },
    start: async (slug: string, { template, leads }: { template: string; leads: string[] }) => {
      await worldOf().ok("champ2", "POST", "/releases", {
        slug,
        title: slug,
        template: { key: template },
        champion: "champ2@example.org",
        components: [{ key: "silero-vad" }],
        roles: { "technical-lead": leads, security: ["sec@example.org"] },
      });
      await worldOf().ok("champ2", "POST", `/releases/${slug}/start`);
      await give(slug, slug);
    },
    /** Reminders of a release, in their order. */
    sent: async (slug: string): Promise<SentReminder[]> => {
      const { rows } = await worldOf().kernel.db.pool.query<{ bytes: Buffer }>(
        `SELECT e.bytes FROM ledger_entries e JOIN releases r ON r.id = e.release_id
         WHERE r.slug = $1 AND e.type = 'reminder.sent' ORDER BY e.ordinal`,
        [slug],
      );
      return rows.map(({ bytes }) => JSON.parse(bytes.toString("utf8")) as SentReminder);
    },
  };
}
