"use client";

import type { ReactElement } from "react";
import { Failure } from "@/components/layout/failure";

export default function PageError(props: { error: unknown; retry: () => void }): ReactElement {
  return (
    <main>
      <Failure {...props} />
    </main>
  );
}
