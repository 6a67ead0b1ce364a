import { renderToString } from "react-dom/server";
import { expect, it } from "vitest";
import type { EpisodeAnswer } from "@/lib/rollbacks/rollback-answers";
import { EpisodeList } from "./episode-list";

const episode: EpisodeAnswer = {
  id: "1",
  criterion: "latency",
  kind: "breach",
  severity: "hold",
  blames: "candidate",
  value: "14.266666666666652",
  breachedAt: "2026-11-26T20:00:00.000Z",
  openedAt: "2026-11-26T20:00:00.000Z",
  rollback: null,
  closedAt: "2026-11-26T20:10:00.000Z",
  closure: "recovered",
  closedBy: null,
  reason: null,
  until: null,
  score: null,
};

it("says what was measured to four digits that count", () => {
  const drawn = renderToString(
    <EpisodeList
      release="one"
      episodes={[episode]}
      titles={new Map()}
      override={{ allowed: false, reason: "", whoMay: [] }}
      act={async () => ({ kind: "done" as const, message: "" })}
      reader={{ zone: "UTC", now: Date.parse("2026-11-26T21:00:00.000Z") }}
      underWay={null}
    />,
  );
  expect(drawn).toContain(", at 14.27");
});
