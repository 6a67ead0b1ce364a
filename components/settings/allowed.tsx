import type { ReactElement, ReactNode } from "react";
import { Why } from "@/components/ui/why";
import type { ButtonLook, ButtonSize } from "@/components/ui/button";
import type { Ability } from "@/lib/policy/ability";

/** A control where the reader may use it; else the same control, off, with who could press it. */
export function Allowed({
  verdict,
  label,
  look,
  size,
  align,
  children,
}: {
  verdict: Ability;
  label: string;
  look?: ButtonLook;
  size?: ButtonSize;
  align?: "start" | "end" | "row";
  children: ReactNode;
}): ReactElement {
  if (verdict.allowed) return <>{children}</>;
  return (
    <Why
      label={label}
      reason={verdict.reason}
      whoMay={verdict.whoMay}
      {...(look && { look })}
      {...(size && { size })}
      {...(align && { align })}
    />
  );
}
