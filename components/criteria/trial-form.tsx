import Form from "next/form";
import type { ReactElement } from "react";
import { Button, LinkButton } from "@/components/ui/button";
import { Input, Textarea } from "@/components/ui/field";
import type { Criterion } from "@/lib/metrics/schemas";
import type { TrialParams } from "@/lib/metrics/trial-params";

/** Other settings to try: they stand in the address, and nothing is agreed or kept by it. */
export function TrialForm({
  action,
  criterion,
  params,
  range,
}: {
  action: string;
  criterion: Criterion;
  params: TrialParams;
  /** What is shown, where the address does not say. */
  range: { from: string; to: string } | null;
}): ReactElement {
  const hasBreach = "breach" in criterion;
  const isSet = Object.values(params).some((value) => value !== undefined);
  return (
    <Form
      action={`${action}#history`}
      scroll={false}
      role="search"
      aria-label="Try other settings"
      className="grid grid-cols-1 items-start gap-3 sm:grid-cols-3"
    >
      <input type="hidden" name="criterion" value={criterion.key} />
      {hasBreach && (
        <Input
          key={`value ${params.value ?? ""}`}
          label={`Threshold (breach ${criterion.breach.op})`}
          name="value"
          inputMode="decimal"
          maxLength={40}
          defaultValue={params.value ?? criterion.breach.value}
          hint={`Agreed: ${criterion.breach.value}`}
        />
      )}
      {hasBreach && criterion.mOfN === undefined && (
        <Input
          label="For"
          name="for"
          maxLength={16}
          defaultValue={params.for ?? criterion.for ?? "0s"}
          hint={`Agreed: ${criterion.for ?? "0s"}`}
        />
      )}
      {"window" in criterion && (
        <Input
          label="Window"
          name="window"
          maxLength={16}
          defaultValue={params.window ?? criterion.window}
          hint={`Agreed: ${criterion.window}`}
        />
      )}
      <Input
        key={`from ${params.from ?? range?.from ?? ""}`}
        label="From (UTC)"
        name="from"
        type="datetime-local"
        defaultValue={params.from ?? range?.from}
      />
      <Input
        key={`to ${params.to ?? range?.to ?? ""}`}
        label="To (UTC)"
        name="to"
        type="datetime-local"
        defaultValue={params.to ?? range?.to}
      />
      <div className="sm:col-span-3">
        <Textarea
          label="Incidents (UTC)"
          name="incidents"
          rows={2}
          maxLength={4_000}
          className="font-mono text-xs"
          placeholder="2026-11-26T10:00 2026-11-26T10:30"
          defaultValue={params.incidents}
          hint="When there was something to find: begin and end, one incident a line. With them the page says what is found, missed, and found for nothing, and compares other thresholds."
        />
      </div>
      <div className="flex flex-wrap gap-2 sm:col-span-3">
        <Button type="submit">Try it</Button>
        {isSet && (
          <LinkButton
            look="quiet"
            href={`${action}?criterion=${encodeURIComponent(criterion.key)}#history`}
            scroll={false}
            prefetch={false}
          >
            Back to what is agreed
          </LinkButton>
        )}
      </div>
    </Form>
  );
}
