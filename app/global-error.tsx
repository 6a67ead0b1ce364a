"use client";

import type { ReactElement } from "react";
import { Failure } from "@/components/layout/failure";
import "./globals.css";

export default function GlobalError(props: { error: unknown; retry: () => void }): ReactElement {
  return (
    <html lang="en">
      <body>
        <title>Not shown · Countersign</title>
        <main>
          <Failure {...props} />
        </main>
      </body>
    </html>
  );
}
