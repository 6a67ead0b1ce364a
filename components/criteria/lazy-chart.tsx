"use client";

import { lazy, type ReactElement, type ReactNode, Suspense, useSyncExternalStore } from "react";
import type { ChartModel, Panel } from "@/lib/metrics/chart";
import type { Advice } from "./advice";

const load = () => import("./charts");
const PanelChart = lazy(load);
const AdviceChart = lazy(async () => ({ default: (await load()).AdviceChart }));

/** The charts' library comes after the page: what stands here says the same in words meanwhile. */
function After({ height, children }: { height: number; children: ReactNode }): ReactElement {
  const isHere = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
  const ground = <div className="rounded-md bg-sunken" style={{ height }} />;
  return isHere ? <Suspense fallback={ground}>{children}</Suspense> : ground;
}

export function LazyPanel(props: { panel: Panel; model: ChartModel }): ReactElement {
  return (
    <After height={220}>
      <PanelChart {...props} />
    </After>
  );
}

export function LazyAdvice(props: { advice: Advice }): ReactElement {
  return (
    <After height={240}>
      <AdviceChart {...props} />
    </After>
  );
}
