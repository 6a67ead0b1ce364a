import { expect, it } from "vitest";
import { run, withServer } from "@/lib/cli/fixtures";

const id = "0197b7f2-8c1e-7d3a-9a51-4f0c2f6f1a77";
const listed = {
  id,
  kind: "rollback",
  title: "Rollback of Silero VAD",
  state: "review",
  release: { slug: "silero", title: "Silero VAD" },
  openedAt: "2026-11-01T10:00:00.000Z",
  answered: 3,
  openActions: 1,
};

it("postmortem list shows each with how far it is written, of a release or of all", async () => {
  await withServer(
    () => ({ status: 200, body: { items: [listed], nextCursor: null } }),
    async ({ url, seen }) => {
      const { out } = await run(url, ["postmortem", "list", "silero"]);
      expect(out).toMatch(/silero {3}rollback {2}review {2}3 of 5 {4}1\n/);
      await run(url, ["postmortem", "list"]);
      expect(seen.map(({ path }) => path)).toEqual([
        "/api/v1/releases/silero/post-mortems?limit=100",
        "/api/v1/post-mortems?limit=100",
      ]);
    },
  );
});

it("postmortem list says so where there is none", async () => {
  await withServer(
    () => ({ status: 200, body: { items: [], nextCursor: null } }),
    async ({ url }) => {
      expect((await run(url, ["postmortem", "list"])).out).toBe("Nothing had to be learned yet.\n");
    },
  );
});

it("postmortem show tells what is answered and what is not, and what is done about it", async () => {
  const action = {
    title: "Watch refunds.",
    dueAt: "2026-12-01T23:59:59.999Z",
    owner: { name: "Ann Lee", email: "ann@example.org" },
    isOverdue: true,
    closure: null,
  };
  const body = {
    ...listed,
    from: "2026-11-01T09:00:00.000Z",
    to: null,
    questions: [
      { title: "What happened?", answer: { text: "The share grew." } },
      { title: "What went well?", answer: null },
    ],
    actions: [action, { ...action, isOverdue: false, closure: { how: "met" } }],
  };
  await withServer(
    () => ({ status: 200, body }),
    async ({ url, seen }) => {
      const { out } = await run(url, ["postmortem", "show", id]);
      expect(out).toContain("Rollback of Silero VAD: review\n");
      expect(out).toContain("What happened?\nThe share grew.\n");
      expect(out).toContain("What went well?\nNot answered.\n");
      expect(out).toMatch(/overdue .* Ann Lee {2}Watch refunds\.\n/);
      expect(out).toMatch(/met .* Ann Lee {2}Watch refunds\.\n/);
      expect(seen[0]?.path).toBe(`/api/v1/post-mortems/${id}`);
    },
  );
});
