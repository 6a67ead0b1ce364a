import { endpoint } from "@/lib/platform/web";
import { calendarOf } from "@/lib/releases/calendar-queries";
import { CalendarAnswer, CalendarRange } from "@/lib/releases/calendar-schemas";
import { settleProjections } from "@/lib/gates/refresh-projections";

export const getCalendar = endpoint({
  method: "GET",
  path: "/calendar",
  tag: "Releases",
  summary: "Targets of releases from one day to another, by day",
  query: CalendarRange,
  answers: { 200: CalendarAnswer },
  handle: async ({ kernel, actor, query: { from, to, ...filter } }) => {
    await settleProjections(kernel);
    const { items, isCut } = await calendarOf(kernel.db.prisma, { actor, filter, from, to });
    return { status: 200, body: { items, nextCursor: null, isCut } };
  },
});

export const calendarEndpoints = [getCalendar];
