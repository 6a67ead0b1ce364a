import { findPeople, namedPerson } from "@/lib/identity/store";
import { command } from "@/lib/platform/command";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { instantOf } from "@/lib/platform/recurrence";
import { visibleTo } from "@/lib/policy/visible";
import { requirePerson } from "@/lib/releases/rules";
import { reviewScheduled } from "./events";
import { reviewName } from "./occurrences";
import { mayCallReview } from "./rules";
import { ScheduleReview } from "./schemas";
import { assertKeys, touchCovered, writeSeries } from "./store";

/** Calls people together over releases: once, or again and again. */
export const scheduleReview = command({
  name: "review.schedule",
  input: ScheduleReview,
  scope: "releases",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { covers, invited }, { actor }) => ({
    people: await findPeople(tx, invited?.people ?? []),
    releases: await tx.$queryRaw<{ id: string; slug: string }[]>(
      Prisma.sql`SELECT r.id, r.slug FROM releases r WHERE r.slug = ANY(${covers.releases ?? []}) AND ${visibleTo(actor)}`,
    ),
  }),
  allow: (actor) => mayCallReview(actor),
  run: async ({ tx, input, facts, actor, now }) => {
    const { covers, invited } = input;
    const { templates = [], components = [], teams = [] } = covers;
    const { roles = [] } = invited ?? {};
    await assertKeys(tx, {
      table: "template_versions",
      keys: templates,
      path: "/covers/templates",
      what: "template",
    });
    await assertKeys(tx, {
      table: "components",
      keys: components,
      path: "/covers/components",
      what: "component",
    });
    await assertKeys(tx, { table: "teams", keys: teams, path: "/covers/teams", what: "team" });
    await assertKeys(tx, { table: "roles", keys: roles, path: "/invited/roles", what: "role" });
    const releases = (covers.releases ?? []).map((slug, index) => {
      const found = facts.releases.find((each) => each.slug === slug);
      if (found === undefined)
        throw fieldError(
          `/covers/releases/${index}`,
          `There is no release ${slug}.`,
          "the slug of a release",
        );
      return found.id;
    });
    if (templates.length + components.length + teams.length + releases.length === 0)
      throw fieldError(
        "/covers",
        "A review covers something.",
        "a template, a component, a team or a release",
      );
    const people = (invited?.people ?? []).map(
      (email, index) => namedPerson(facts.people, email, `/invited/people/${index}`).id,
    );
    const times = { start: input.start, zone: input.zone, rule: input.rule ?? null };
    const series = {
      ...times,
      title: input.title,
      minutes: input.minutes,
      templates: [...new Set(templates)],
      components: [...new Set(components)],
      teams: [...new Set(teams)],
      releases: [...new Set(releases)],
      roles: [...new Set(roles)],
      people: [...new Set(people)],
    };
    const createdBy = requirePerson(actor).id;
    const id = await writeSeries(tx, { ...series, follows: null, createdBy }, now);
    await touchCovered(tx, id, now);
    const first = reviewName({ series: id, original: instantOf(times.start, times.zone) });
    return { value: { series: id, review: first }, entries: reviewScheduled({ id, ...series }, series) };
  },
});
