import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Input, Select } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { accessWords } from "./words";

/** Adding somebody, with what happens next. */
export function AddPerson({ act }: { act: Act }): ReactElement {
  return (
    <div>
      <SheetButton sheet="add-person" look="primary">
        Add somebody
      </SheetButton>
      <Sheet id="add-person" title="Add somebody">
        <ActForm act={act} submit="Add them" busy="Adding…">
          <Input label="Name" name="name" required maxLength={120} autoComplete="off" />
          <Input
            label="E-mail address"
            name="email"
            type="email"
            required
            maxLength={254}
            autoComplete="off"
            hint="By this they sign in and are named."
          />
          <Select
            label="Access level"
            name="access"
            options={(["member", "auditor", "admin"] as const).map((level) => ({
              value: level,
              label: `${accessWords[level].word}: ${accessWords[level].hint}`,
            }))}
          />
          <div className="rounded-md bg-idle-soft px-3 py-2 text-sm text-ink-2">
            <p className="font-medium text-ink">What happens next</p>
            <p>
              Nobody opens another person&apos;s account. They sign in by your single sign-on, where there is
              one; or whoever operates the server makes a one-time address for them, on the server:{" "}
              <code className="font-mono text-xs">npm run invite -- EMAIL</code>. With it they set their own
              password.
            </p>
            <p className="pt-1">Roles come by teams and pools, which their leads change.</p>
          </div>
        </ActForm>
      </Sheet>
    </div>
  );
}
