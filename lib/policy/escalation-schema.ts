import { z } from "zod";
import {
  crossChecked,
  entriesOf,
  fields,
  type Finding,
  listOf,
  oneOf,
  type Sound,
  wholeNumber,
} from "@/lib/platform/cross-checks";
import { findDurationMs } from "@/lib/platform/durations";
import { Email, Key } from "@/lib/platform/names";
import { channels, findShare, type Whom, whomKey, whomWords } from "./escalation-model";
import { severities } from "./model";

const dayMs = 86_400_000;
const longestMs = 30 * dayMs;
const leastRepeatMs = 60_000;

/** A duration, or a share of the time in which it should be decided. */
function span(leastMs: number, expected: string) {
  const fits = (text: string): boolean => {
    const share = findShare(text);
    const ms = findDurationMs(text);
    return share !== null ? share > 0 || leastMs === 0 : ms !== null && ms >= leastMs && ms <= longestMs;
  };
  return z.string({ error: () => `expected ${expected}` }).refine(fits, { error: `expected ${expected}` });
}

const After = span(
  0,
  'a duration such as "15m", at most 30d, or a share of the time to decide such as "50%"',
).meta({
  description:
    "After the level before it, or after the wait began: a duration or a share of the time to decide",
  examples: ["50%", "15m"],
});
const Every = span(
  leastRepeatMs,
  'a duration from "1m" to "30d", or a share of the time to decide such as "50%"',
).meta({ description: "A duration or a share of the time to decide", examples: ["50%", "10m"] });

const WhomDocument = z.union(
  [
    z.enum(whomWords),
    fields({ role: Key }),
    fields({ rota: Key }),
    fields({ team: Key }),
    fields({ person: Email }),
  ],
  {
    error: () =>
      "expected deciders, everyone, or one of {role: key}, {rota: key}, {team: key}, {person: address}",
  },
);

export const EscalationLevelDocument = fields({
  whom: listOf(WhomDocument, { min: 1, max: 20 }).meta({
    description:
      "`deciders`: who can do what is awaited; `everyone`: who holds a role on the release; a role on it; whoever is on shift of a rota; a team; a person",
  }),
  channel: oneOf(channels).default("inbox").meta({
    description: "Beside the inbox, which always has it; who has no chat is told by e-mail",
  }),
  after: After,
  repeat: fields({ every: Every, times: wholeNumber(1, 100).optional() })
    .optional()
    .meta({ description: "Told again at this pace until the next level; `times` absent: without end" }),
});

const Levels = listOf(EscalationLevelDocument, { min: 1, max: 10 });
type SoundLevels = Sound<z.output<typeof Levels>> | undefined;

const [sev1, sev2, sev3, sev4] = severities;

/** The organisation's policy as it is put. */
export const EscalationDocument = crossChecked(
  fields({
    levels: Levels.meta({ description: "In the order in which they are reached" }),
    severities: fields({
      [sev1]: Levels.optional(),
      [sev2]: Levels.optional(),
      [sev3]: Levels.optional(),
      [sev4]: Levels.optional(),
    })
      .optional()
      .meta({ description: "Levels of a severity in place of the general ones" }),
  }),
  ({ levels, severities: own }) => [
    ...toldTwice(levels, ["levels"]),
    ...severities.flatMap((severity) => toldTwice(own?.[severity], ["severities", severity])),
  ],
);
export type EscalationDocument = z.output<typeof EscalationDocument>;

function toldTwice(levels: SoundLevels, base: readonly PropertyKey[]): Finding[] {
  return entriesOf(levels).flatMap(([at, level]) => {
    const keys = entriesOf(level.whom).map(([index, whom]) => ({ index, key: whomKey(whom as Whom) }));
    return keys.flatMap(({ index, key }, n) =>
      keys.slice(0, n).some((other) => other.key === key)
        ? [
            {
              path: [...base, at, "whom", index],
              message: `${key} stands twice`,
              expected: "each of them once in a level",
            },
          ]
        : [],
    );
  });
}
