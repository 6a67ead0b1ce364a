import type { Metadata } from "next";
import type { ReactElement } from "react";
import { NothingHere } from "@/components/layout/nothing-here";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound(): ReactElement {
  return <NothingHere />;
}
