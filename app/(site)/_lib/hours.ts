import "server-only";
import type { z } from "zod";
import type { HoursDocument } from "@/lib/policy/working-hours-schema";
import { textOf } from "./run";

/** The working hours that a form sent; the command checks them. */
export function hoursIn(form: FormData): z.input<typeof HoursDocument> {
  const given = {
    zone: textOf(form, "zone"),
    days: form.getAll("day").filter((each) => typeof each === "string"),
    from: textOf(form, "from"),
    to: textOf(form, "to"),
    holidays: (textOf(form, "holidays") ?? "").split(/[\s,]+/).filter((each) => each !== ""),
  };
  return given as z.input<typeof HoursDocument>;
}
