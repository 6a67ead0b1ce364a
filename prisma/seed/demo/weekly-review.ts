import { localTimeOf, occurrencesBetween } from "@/lib/platform/recurrence";
import { concludeReview } from "@/lib/reviews/conclude-review";
import { reviewName } from "@/lib/reviews/occurrences";
import { recordAttendance } from "@/lib/reviews/record-attendance";
import { ruleOf } from "@/lib/reviews/repeats";
import { scheduleReview } from "@/lib/reviews/schedule-review";
import { writeMinutes } from "@/lib/reviews/write-minutes";
import type { Cast } from "./cast";
import type { Story } from "./direct";
import { emailOf } from "./people";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const zone = "Europe/Berlin";

/** A readiness review every week: one was held some days ago and ended on a condition, the next is to come. */
export async function* weeklyReview(cast: Cast, end: Date): Story {
  const held = dayBefore(end, 3);
  const start = `${localTimeOf(held - 7 * dayMs, zone).slice(0, 10)}T10:30`;
  const rule = ruleOf("weekly", start);
  yield 1;
  const { series } = await cast.by("mira", scheduleReview, {
    title: "Weekly release readiness",
    start,
    zone,
    rule,
    minutes: 45,
    covers: { templates: ["model-release", "data-pipeline-change"] },
    invited: { roles: ["technical-lead", "product"], people: [emailOf("grace")] },
  });
  const [, original = held] = occurrencesBetween({ start, zone, rule }, 0, end.getTime());
  const review = reviewName({ series, original });
  yield Math.max(1, (original + 45 * 60_000 - cast.now().getTime()) / hourMs);
  await cast.by("mira", recordAttendance, {
    review,
    people: ["mira", "jonas", "tomas", "yuki", "lena", "grace"].map(emailOf),
  });
  await cast.by("tomas", concludeReview, {
    review,
    release: "support-routing-1",
    outcome: "conditional",
    reason:
      "Ready for the evening hours of one desk, once the menu that callers fall back to is tried out with them.",
    conditions: [
      {
        text: "Play the old menu to twenty callers under 0.5 certainty and count who hangs up",
        owner: emailOf("amir"),
        due: new Date(cast.now().getTime() + 9 * dayMs).toISOString(),
      },
      {
        text: "Write into the runbook whom the evening desk calls at night",
        owner: emailOf("chloe"),
        due: new Date(end.getTime() + 20 * hourMs).toISOString(),
      },
    ],
  });
  yield 1;
  await cast.by("mira", writeMinutes, { review, version: 0, text: minutes });
}

/** A review of one release, called for today: it began some minutes ago, and whoever opens the sample workspace can run it. */
export async function* goOrNoGo(cast: Cast, end: Date): Story {
  await cast.by("mira", scheduleReview, {
    title: "Search ranking 14: from 5 to 25 percent?",
    start: localTimeOf(end.getTime() - 10 * 60_000, zone),
    zone,
    minutes: 30,
    covers: { releases: ["search-ranking-14"] },
    invited: { roles: ["technical-lead", "product", "on-call"], people: [emailOf("ada")] },
  });
  yield 0;
}

const minutes = `# Weekly release readiness

Present: Mira, Jonas, Tomás, Yuki, Lena, Grace.

## Support routing, first release

- The evaluation holds in all five languages; the evening desk has read it.
- Nobody has tried the old menu as the way out yet. **Amir** does, with twenty callers.

**Outcome:** go on that condition; and Chloé writes into the runbook whom the evening desk calls at night.

## Search ranking 14

- Not concluded: the report on rare words comes next week.
`;

/** So many days before, or the nearest working day before that; epoch ms. */
function dayBefore(end: Date, days: number): number {
  const at = end.getTime() - days * dayMs;
  const weekday = new Date(at).getUTCDay();
  return at - (weekday === 6 ? 1 : weekday === 0 ? 2 : 0) * dayMs;
}
