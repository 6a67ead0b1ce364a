import "server-only";
import type { z } from "zod";
import { topics } from "@/lib/notifications/model";
import type { NoticeDocument } from "@/lib/notifications/schemas";
import { textOf } from "./run";

type Given = z.input<typeof NoticeDocument>;

/** The rules that a form sent; the command checks them. */
export function rulesIn(form: FormData): Given {
  const all = (name: string) => form.getAll(name).filter((each) => typeof each === "string");
  const chosen = Object.fromEntries(
    topics.flatMap((topic) => {
      const when = textOf(form, `when:${topic}`);
      return when === undefined ? [] : [[topic, { by: all(`by:${topic}`), when }]];
    }),
  );
  const [from, to, days] = [textOf(form, "quietFrom"), textOf(form, "quietTo"), all("quietDay")];
  const quiet = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(days.length > 0 && { days }),
  };
  const given = {
    zone: textOf(form, "zone"),
    dailyAt: textOf(form, "dailyAt"),
    topics: chosen,
    ...(Object.keys(quiet).length > 0 && { quiet }),
  };
  return given as Given;
}
