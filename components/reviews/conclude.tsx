import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { Ability } from "@/lib/policy/ability";
import { ConcludeFields, type NotedCondition } from "./conclude-fields";

/** Says how the review ended for a release; off with why and who may where the reader may not. */
export function Conclude({
  review,
  release,
  replaces,
  ability,
  stages,
  owners,
  noted = [],
  act,
}: {
  review: string;
  release: { slug: string; title: string };
  /** Id of the outcome that stands. */
  replaces: string | null;
  ability: Ability;
  stages: readonly { key: string; title: string }[];
  owners: readonly { name: string; email: string }[];
  noted?: readonly NotedCondition[];
  act: Act;
}): ReactElement {
  const label = replaces === null ? "Conclude" : "Conclude again";
  const name = `${label} for ${release.title}`;
  if (!ability.allowed) return <Why label={label} name={name} size="sm" align="row" {...ability} />;
  const sheet = `conclude-${release.slug}`;
  return (
    <div>
      <SheetButton
        sheet={sheet}
        size="sm"
        look={replaces === null ? "primary" : "secondary"}
        label={`${name}…`}
      >
        {label}…
      </SheetButton>
      <Sheet id={sheet} title={name} wide>
        <ActForm act={act} submit={label} busy="Recording…">
          <input type="hidden" name="review" value={review} />
          <input type="hidden" name="release" value={release.slug} />
          {replaces !== null && <input type="hidden" name="replaces" value={replaces} />}
          <p className="text-sm text-ink-2">
            It counts for the content as it stands now and the stage that the release is in. When the content
            changes, the release is to be reviewed again.
          </p>
          <Together ability={ability} />
          <ConcludeFields key={noted.length} stages={stages} owners={owners} noted={noted} />
        </ActForm>
      </Sheet>
    </div>
  );
}
