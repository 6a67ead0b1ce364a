import type { ReactElement } from "react";
import { buttonClass } from "@/components/ui/button";

/** Leaves; a plain form, so that it works without script. */
export function SignOut({ action }: { action: (() => Promise<void>) | string }): ReactElement {
  return (
    <form action={action} {...(typeof action === "string" && { method: "post" })}>
      <button type="submit" className={`${buttonClass({ look: "quiet", size: "sm" })} w-full justify-start`}>
        Sign out
      </button>
    </form>
  );
}
