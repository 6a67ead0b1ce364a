import { changeTeamHook } from "@/lib/notifications/change-team-hook";
import { changeTeamNotices } from "@/lib/notifications/change-team-notices";
import { createEndpoint } from "@/lib/notifications/create-endpoint";
import { endGoneEndpoint } from "@/lib/notifications/end-endpoint";
import { removeEndpoint } from "@/lib/notifications/remove-endpoint";
import { repeatDelivery } from "@/lib/notifications/repeat-delivery";
import { rotateSecret } from "@/lib/notifications/rotate-secret";
import { changeWorkingHours } from "@/lib/policy/change-working-hours";
import type { CallerName } from "./callers";
import type { AnyCommand, CommandCase } from "./commands";
import type { Stage } from "./stage";

export const berlinHours = { zone: "Europe/Berlin", days: ["MO", "TU"], from: "08:00", to: "16:00" };

/** What is said about webhooks, messages and what is posted for teams. */
export function noticeCommandCases(s: Stage): Record<string, CommandCase> {
  const organisation = (
    command: AnyCommand,
    input: Record<string, unknown>,
    may: readonly CallerName[],
  ): CommandCase => ({ command, scope: "organisation", input, may });
  const id = s.webhook;
  return {
    "add a webhook": organisation(
      createEndpoint,
      { title: "Other", url: "https://hooks.example.org/other", form: "cloudevents", scheme: "ed25519" },
      ["admin"],
    ),
    "rotate a webhook's secret": organisation(rotateSecret, { id }, ["admin", "set-up"]),
    "remove a webhook": organisation(removeEndpoint, { id }, ["admin", "set-up"]),
    "end a webhook that is gone": { command: endGoneEndpoint, scope: "*", input: { id }, may: ["worker"] },
    "send a message again": {
      command: repeatDelivery,
      scope: "notices",
      input: { id: s.delivery },
      may: ["member", "admin", "set-up"],
    },
    "say what is posted for a team": organisation(
      changeTeamNotices,
      { team: "owners", rules: { topics: { holds: { by: ["slack"] } } } },
      ["admin", "lead"],
    ),
    "say where a team's messages go": organisation(
      changeTeamHook,
      { team: "owners", url: "https://chat.example.org/hook/secret" },
      ["admin", "lead"],
    ),
    "say when the organisation works": organisation(
      changeWorkingHours,
      { hours: { ...berlinHours, targetDays: 3 } },
      ["admin"],
    ),
  };
}
