import { endpoint } from "@/lib/platform/web";
import { dayAfter, dayIn, startOfDayIn } from "@/lib/releases/calendar";
import { calendarOf } from "@/lib/releases/calendar-queries";
import { CalendarAnswer, CalendarRange } from "@/lib/releases/calendar-schemas";
import { overlappingSoaks } from "@/lib/rollouts/overlap-queries";
import { OverlapQuery, OverlapsAnswer } from "@/lib/rollouts/overlap-schemas";
import { soaksOf } from "@/lib/rollouts/soak-queries";
import { settleProjections } from "@/lib/gates/refresh-projections";

export const getCalendar = endpoint({
  method: "GET",
  path: "/calendar",
  tag: "Releases",
  summary: "Targets of releases and soaks that run, from one day to another, by day",
  query: CalendarRange,
  answers: { 200: CalendarAnswer },
  handle: async ({ kernel, actor, query: { from, to, ...filter } }) => {
    await settleProjections(kernel);
    const { prisma } = kernel.db;
    const { items: targets, isCut } = await calendarOf(prisma, { actor, filter, from, to });
    const days = { from: startOfDayIn("UTC", from), until: startOfDayIn("UTC", dayAfter(to, 1)) };
    const soaks = await soaksOf(prisma, { actor, filter, now: kernel.clock.now(), ...days });
    const soaking = soaks.map(({ at, ...soak }) => ({
      ...soak,
      date: dayIn("UTC", at),
      at: new Date(at).toISOString(),
    }));
    const items = [...targets, ...soaking].sort((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)));
    return { status: 200, body: { items, nextCursor: null, isCut } };
  },
});

export const getOverlaps = endpoint({
  method: "GET",
  path: "/calendar/overlaps",
  tag: "Releases",
  summary: "Soaks of two releases that overlap on a shared metric, running or to come",
  description:
    "What then goes wrong could come of either. A metric is shared where criteria that apply at both shares read it by labels that one series can carry. Of releases in flight that the caller sees.",
  query: OverlapQuery,
  answers: { 200: OverlapsAnswer },
  handle: async ({ kernel, actor, query }) => ({
    status: 200,
    body: {
      items: await overlappingSoaks(kernel.db.prisma, { ...query, actor, now: kernel.clock.now() }),
      nextCursor: null,
    },
  }),
});

export const calendarEndpoints = [getCalendar, getOverlaps];
