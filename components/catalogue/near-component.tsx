import type { ReactElement } from "react";
import { Disclosure } from "@/components/ui/disclosure";
import { Section } from "@/components/ui/section";
import { type NearComponent, nearDepth } from "@/lib/catalogue/schemas";
import { DependencyDrawing } from "./dependency-drawing";
import { DependencyTable } from "./dependency-table";

/** What a component depends on and what depends on it, so many steps away. */
export function NearComponents({
  component,
  near,
}: {
  component: string;
  near: readonly NearComponent[];
}): ReactElement {
  const touched = new Set(
    near.flatMap(({ key, relation }) => (relation === "user" || relation === "both" ? [key] : [])),
  );
  return (
    <Section title="What is near it" aside={`Up to ${nearDepth} steps on either side`} flush>
      {near.length === 1 ? (
        <p className="px-4 py-3 text-sm text-ink-2">
          It depends on nothing that it declares, and nothing declares that it depends on it.
        </p>
      ) : (
        <>
          <DependencyDrawing
            label="Components near it, drawn"
            components={near}
            middle={component}
            touched={touched}
          />
          <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
            Left is used by right. On an amber ground: what depends on it, and is touched when it is paused or
            rolled back.
          </p>
          <div className="border-t border-line px-4 py-2">
            <Disclosure summary="The same as a table">
              <DependencyTable label="Components near it" components={near} />
            </Disclosure>
          </div>
        </>
      )}
    </Section>
  );
}
