import type { ReactElement } from "react";
import {
  checkSayings,
  gateSayings,
  releaseSayings,
  requirementSayings,
  type Saying,
} from "@/components/gates/status";
import { Badge, Mark } from "@/components/ui/badge";
import { toneWords } from "@/components/ui/tokens";
import { tones } from "@/components/ui/tone";

const kinds: readonly { title: string; sayings: Record<string, Saying> }[] = [
  { title: "Releases", sayings: releaseSayings },
  { title: "Gates", sayings: gateSayings },
  { title: "Requirements", sayings: requirementSayings },
  { title: "Checks", sayings: checkSayings },
];

/** The words of the product's states, as its pages say them. */
export function States(): ReactElement {
  return (
    <div className="flex flex-col gap-5">
      <div className="grid grid-cols-2 gap-6 lg:grid-cols-4">
        {kinds.map(({ title, sayings }) => (
          <div key={title}>
            <h3 className="pb-1.5 text-sm font-medium">{title}</h3>
            <ul className="flex flex-col gap-1.5">
              {Object.entries(sayings).map(([key, saying]) => (
                <li key={key}>
                  <Mark {...saying}>{saying.word}</Mark>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      <ul className="flex flex-wrap gap-2">
        {tones.map((tone) => (
          <li key={tone}>
            <Badge tone={tone}>
              {tone}: {toneWords[tone]}
            </Badge>
          </li>
        ))}
      </ul>
    </div>
  );
}
