import type { ReactElement, ReactNode } from "react";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import type { ButtonLook } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import type { Ability } from "@/lib/policy/ability";

/** A button that opens the form of one act by right, with its reason; off with why and who may where the reader may not. */
export function ActSheet({
  id,
  label,
  name,
  ability,
  fault = null,
  act,
  hidden,
  submit = label,
  look = "danger",
  opens,
  size = "sm",
  align,
  hint,
  children,
}: {
  id: string;
  label: string;
  /** The whole name, where the label alone says too little. */
  name?: string;
  ability: Ability;
  /** What stands against it, whoever asks. */
  fault?: string | null;
  act: Act;
  /** What the form sends besides. */
  hidden: Record<string, string>;
  submit?: string;
  /** Of the button that does it. */
  look?: ButtonLook;
  /** Look of the button that opens the form. */
  opens?: ButtonLook;
  /** Of the button on the page; `md` beside a page's other acts. */
  size?: "sm" | "md";
  align?: "start" | "end";
  /** What the reason should say. */
  hint?: string;
  /** What it does, and what else it asks. */
  children?: ReactNode;
}): ReactElement {
  if (fault !== null || !ability.allowed)
    return <Off label={label} name={name} ability={ability} fault={fault} size={size} align={align} />;
  return (
    <div>
      <SheetButton sheet={id} size={size} look={opens} label={name}>
        {label}…
      </SheetButton>
      <Sheet id={id} title={name ?? label}>
        <ActForm act={act} submit={submit} busy="Recording…" look={look}>
          {Object.entries(hidden).map(([field, value]) => (
            <input key={field} type="hidden" name={field} value={value} />
          ))}
          {children}
          <Together ability={ability} />
          <Textarea label="Reason" name="reason" required rows={3} maxLength={4_000} hint={hint} />
        </ActForm>
      </Sheet>
    </div>
  );
}

/** A control that is off: by right, or for what stands against it whoever asks. */
export function Off({
  label,
  name,
  ability,
  fault,
  size = "sm",
  look = "secondary",
  align = "start",
}: {
  label: string;
  name?: string | undefined;
  ability: Ability;
  fault: string | null;
  size?: "sm" | "md";
  look?: ButtonLook;
  align?: "start" | "end" | undefined;
}): ReactElement {
  return (
    <Why
      label={label}
      {...(name !== undefined && { name })}
      size={size}
      look={look}
      align={align}
      reason={ability.allowed ? null : ability.reason}
      whoMay={ability.allowed ? [] : ability.whoMay}
      waits={fault}
    />
  );
}
