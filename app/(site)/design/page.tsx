import type { Metadata } from "next";
import type { ReactElement, ReactNode } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { requireActor } from "@/lib/identity/get-actor";
import { Controls, Fields } from "./_parts/controls";
import { Layers } from "./_parts/layers";
import { Buttons, Messages, Pieces } from "./_parts/pieces";
import { States } from "./_parts/states";
import { Colours, Marks, Type } from "./_parts/tokens";

export const metadata: Metadata = { title: "Design" };

const parts: readonly { id: string; title: string; content: ReactNode }[] = [
  { id: "colour", title: "Colour", content: <Colours /> },
  { id: "type", title: "Type, corners and shadows", content: <Type /> },
  { id: "states", title: "States: shape, colour and word", content: <States /> },
  { id: "icons", title: "Icons and the mark", content: <Marks /> },
  { id: "buttons", title: "Buttons", content: <Buttons /> },
  { id: "fields", title: "Fields", content: <Fields /> },
  { id: "controls", title: "Controls", content: <Controls /> },
  { id: "pieces", title: "Tables, facts and tracks", content: <Pieces /> },
  { id: "layers", title: "What opens over the page", content: <Layers /> },
  { id: "messages", title: "Notices, empty, loading, error", content: <Messages /> },
];

// Made of the same tokens and components as every other page, so that it shows what they are.
export default async function DesignPage(): Promise<ReactElement> {
  await requireActor();
  return (
    <>
      <PageHead title="Design">
        What every page is made of. Change appearance and density in the menu of your account; all of it
        follows.
      </PageHead>
      <nav aria-label="Parts" className="flex flex-wrap gap-x-4 gap-y-1 pb-4 text-sm">
        {parts.map(({ id, title }) => (
          <a
            key={id}
            href={`#${id}`}
            className="inline-flex min-h-6 items-center text-accent hover:underline"
          >
            {title}
          </a>
        ))}
      </nav>
      <div className="flex flex-col gap-8">
        {parts.map(({ id, title, content }) => (
          <section key={id} id={id} aria-labelledby={`${id}-title`} className="scroll-mt-16">
            <h2 id={`${id}-title`} className="mb-3 border-b border-line pb-1.5 text-lg font-semibold">
              {title}
            </h2>
            {content}
          </section>
        ))}
      </div>
    </>
  );
}
