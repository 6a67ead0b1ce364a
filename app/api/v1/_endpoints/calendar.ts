import { endpoint } from "@/lib/platform/web";
import { dayAfter, dayIn, startOfDayIn } from "@/lib/releases/calendar";
import { calendarOf } from "@/lib/releases/calendar-queries";
import { CalendarAnswer, CalendarRange } from "@/lib/releases/calendar-schemas";
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

export const calendarEndpoints = [getCalendar];
