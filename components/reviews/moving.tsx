import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Input, Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import { localTimeOf } from "@/lib/platform/recurrence";
import type { Ability } from "@/lib/policy/ability";
import type { ReviewDetail } from "@/lib/reviews/schemas";

const scopes = [
  { value: "this", label: "This review alone" },
  { value: "following", label: "This one and all that follow" },
];

/** Moves and cancels a review, or its series from here on. */
export function Moving({
  detail,
  mayMove,
  acts,
}: {
  detail: ReviewDetail;
  mayMove: Ability;
  acts: { move: Act; cancel: Act };
}): ReactElement {
  const { id, zone, rule, state } = detail;
  const start = localTimeOf(Date.parse(detail.start), zone);
  const minutes = String((Date.parse(detail.end) - Date.parse(detail.start)) / 60_000);
  if (!mayMove.allowed) return <Why label="Move" size="sm" align="end" full {...mayMove} />;
  const scope = rule !== null && <Select label="What" name="scope" options={scopes} />;
  return (
    <div className="flex flex-wrap gap-2">
      <SheetButton sheet="move" size="sm">
        Move…
      </SheetButton>
      <Sheet id="move" title="Move this review">
        <ActForm act={acts.move} submit="Move" busy="Moving…">
          <input type="hidden" name="review" value={id} />
          {scope}
          <Input
            label={`Begins (${zone})`}
            name="start"
            type="datetime-local"
            required
            defaultValue={start}
          />
          <Input
            label="Minutes"
            name="minutes"
            type="number"
            min={5}
            max={1440}
            required
            defaultValue={minutes}
          />
          <Textarea label="Why" name="reason" rows={2} maxLength={4_000} />
        </ActForm>
      </Sheet>
      {state !== "cancelled" && (
        <>
          <SheetButton sheet="cancel" size="sm">
            Cancel…
          </SheetButton>
          <Sheet id="cancel" title="Cancel this review">
            <ActForm act={acts.cancel} submit="Cancel it" busy="Cancelling…" look="danger">
              <input type="hidden" name="review" value={id} />
              {scope}
              <Textarea label="Why" name="reason" required rows={2} maxLength={4_000} />
            </ActForm>
          </Sheet>
        </>
      )}
    </div>
  );
}
