import type { HearingView } from "@/lib/notifications/schemas";

export type HearingAct = "mute" | "unmute" | "follow" | "unfollow";

/** What somebody can choose of a release, what they most likely want first. */
export function hearingActs({ choice, because }: Pick<HearingView, "choice" | "because">): HearingAct[] {
  const takesPart = because.length > 0;
  switch (choice) {
    case "mute":
      return takesPart ? ["unmute"] : ["follow", "unmute"];
    case "follow":
      return takesPart ? ["unfollow", "mute"] : ["unfollow"];
    case "rules":
      return takesPart ? ["mute"] : ["follow"];
  }
}
