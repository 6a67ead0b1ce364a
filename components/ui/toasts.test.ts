import { expect, it } from "vitest";
import { say, sound, toasts } from "./toasts";

const said = () => toasts.shown(null)?.message ?? null;
const sounded = () => toasts.alarms().map(({ text }) => text);
const alarm = (about: string, text = `Breach found on ${about}.`) =>
  sound({ about, text, href: `/releases/${about}/rollbacks` });

it("keeps an alarm beside what is said, and of one release the last alone", () => {
  alarm("ranker");
  say("Copied.");
  expect(said()).toBe("Copied.");
  expect(sounded()).toEqual(["Breach found on ranker."]);
  alarm("ranker", "A rollback of ranker is proposed.");
  expect(sounded()).toEqual(["A rollback of ranker is proposed."]);
  for (const each of ["fraud", "replies", "speech"]) alarm(each);
  expect(sounded()).toEqual(["fraud", "replies", "speech"].map((each) => `Breach found on ${each}.`));
  for (const { id } of toasts.alarms()) toasts.silence(id);
  expect(sounded()).toEqual([]);
  expect(said()).toBe("Copied.");
});
