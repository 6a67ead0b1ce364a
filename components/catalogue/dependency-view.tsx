import Link from "next/link";
import type { ReactElement } from "react";
import { Disclosure } from "@/components/ui/disclosure";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Card, Section } from "@/components/ui/section";
import { drawnFor, matching } from "@/lib/catalogue/graph-filter";
import type { GraphComponent } from "@/lib/catalogue/schemas";
import { DependencyDrawing } from "./dependency-drawing";
import { DependencyTable } from "./dependency-table";

/** More boxes than these are no drawing that somebody reads. */
const mostDrawn = 120;

/** What depends on what among the components that were asked for, drawn and as a table. */
export function DependencyView({
  graph,
  filter,
  isSet,
}: {
  graph: readonly GraphComponent[];
  filter: Parameters<typeof matching>[1];
  isSet: boolean;
}): ReactElement {
  const { shown, quiet, alone } = drawnFor(graph, matching(graph, filter));
  if (shown.length === 0 && alone.length === 0)
    return (
      <Card className="p-0">
        <Empty title={isSet ? "No component is like that" : "No component is registered yet"}>
          Once components say what they depend on, it is drawn here from left to right.
        </Empty>
      </Card>
    );
  const isDrawable = shown.length <= mostDrawn;
  return (
    <div className="flex flex-col gap-4">
      {!isDrawable && (
        <Notice tone="work">
          {shown.length} components are connected here, more than a drawing of {mostDrawn} shows well. Choose
          an owner, a kind or a state, or open a component to see what is near it.
        </Notice>
      )}
      {isDrawable && shown.length > 0 && (
        <Section title="What depends on what" aside="Left is used by right" flush>
          <DependencyDrawing label="What depends on what, drawn" components={shown} quiet={quiet} />
          {quiet.size > 0 && (
            <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
              With a dashed edge: not asked for, but connected with what was.
            </p>
          )}
        </Section>
      )}
      {alone.length > 0 && <Alone components={alone} />}
      {shown.length > 0 && (
        <Section title="The same as a table" flush>
          <DependencyTable label="What depends on what, as a table" components={shown} />
        </Section>
      )}
    </div>
  );
}

function Alone({ components }: { components: readonly GraphComponent[] }): ReactElement {
  const many = components.length === 1 ? "1 component is" : `${components.length} components are`;
  return (
    <Disclosure summary={`${many} connected with no other`}>
      <ul aria-label="Connected with no other" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {components.map(({ key, title }) => (
          <li key={key}>
            <Link href={`/components/${key}`} prefetch={false} className="link">
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
