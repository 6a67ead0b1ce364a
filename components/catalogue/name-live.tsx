import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import type { BundleSummary } from "@/lib/bundles/answers";

/** Says, with a reason, what users are served although no release brought it there. */
export function NameLive({
  act,
  component,
  live,
  bundles,
}: {
  act: Act;
  component: string;
  live: string | null;
  bundles: readonly BundleSummary[];
}): ReactElement | null {
  const others = bundles.filter(({ digest }) => digest !== live);
  if (others.length === 0) return null;
  return (
    <div>
      <SheetButton sheet="name-live">Name what is live…</SheetButton>
      <Sheet id="name-live" title="Name what is live">
        <ActForm act={act} submit="Record it" busy="Recording…">
          <p className="text-sm text-ink-2">
            For what reached users outside of a release: before the first one, or in an emergency. Drafts take
            it as their baseline; the plan of a release in flight turns stale by it.
          </p>
          <input type="hidden" name="key" value={component} />
          <Select
            label="Bundle"
            name="digest"
            options={others.map(({ digest, version }) => ({
              value: digest,
              label: `${version} (${digest.slice(7, 17)})`,
            }))}
          />
          <Textarea label="Reason" name="reason" required rows={3} maxLength={4000} />
        </ActForm>
      </Sheet>
    </div>
  );
}
