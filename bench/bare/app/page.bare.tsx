import type { ReactElement } from "react";

export const dynamic = "force-dynamic";

/** The least that the framework does for a page made anew for each request. */
export default function Page(): ReactElement {
  return <p>bare</p>;
}
