import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Input, Select } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { componentKinds, type ComponentRecord } from "@/lib/catalogue/model";

/** What a component is, registered or said anew. */
export function ComponentForm({
  act,
  teams,
  known,
}: {
  act: Act;
  teams: readonly string[];
  /** null: a new one. */
  known: (ComponentRecord & { key: string }) | null;
}): ReactElement {
  return (
    <ActForm act={act} submit={known === null ? "Register it" : "Change it"} busy="One moment…">
      <Input label="Title" name="title" required maxLength={200} defaultValue={known?.title} />
      {known === null ? (
        <Input
          label="Key"
          name="key"
          required
          maxLength={64}
          autoCapitalize="none"
          hint="Lower-case letters, digits and hyphens; it stays."
        />
      ) : (
        <input type="hidden" name="key" value={known.key} />
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <Select
          label="Kind"
          name="kind"
          defaultValue={known?.kind}
          options={componentKinds.map((kind) => ({ value: kind, label: kind.replaceAll("-", " ") }))}
        />
        <Select
          label="Tier"
          name="tier"
          defaultValue={String(known?.tier ?? 3)}
          hint="1 is the most important."
          options={["1", "2", "3", "4"].map((tier) => ({ value: tier, label: tier }))}
        />
      </div>
      <Select
        label="Owner"
        name="owner"
        defaultValue={known?.owner}
        options={teams.map((key) => ({ value: key, label: key }))}
      />
      <Input
        label="Depends on (optional)"
        name="dependsOn"
        defaultValue={known?.dependsOn.join(", ")}
        autoCapitalize="none"
        hint="Keys of components, with commas between."
      />
    </ActForm>
  );
}
