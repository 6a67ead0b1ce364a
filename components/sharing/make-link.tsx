"use client";

import type { ReactElement } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { type Option, Select } from "@/components/ui/field";
import { type Make, OnceForm } from "@/components/ui/once-form";

const days: readonly Option[] = [
  { value: "1", label: "1 day" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
];

const words = {
  name: "Share link",
  title: "The link, this once",
  keep: "It is kept as a hash only: copy it now. Whoever has it reads what it shows, with no account.",
};

/** Makes a link to one release, or to a component or the whole status page as the form chooses. */
export function MakeLinkForm({
  act,
  release,
  components = [],
}: {
  act: Make;
  /** Slug; absent: the form asks for a component. */
  release?: string;
  components?: readonly Option[];
}): ReactElement {
  return (
    <OnceForm act={act} words={words} submit="Make a share link" more>
      {release !== undefined && <input type="hidden" name="release" value={release} />}
      <div className="flex flex-wrap gap-3">
        {release === undefined && (
          <div className="w-full sm:w-72">
            <Select
              label="What it shows"
              name="component"
              options={[{ value: "", label: "The whole status page" }, ...components]}
            />
          </div>
        )}
        <Select label="It ends after" name="days" defaultValue="30" options={days} />
      </div>
      <Checkbox
        name="names"
        label="Name people in it"
        hint="The champion, and who wrote what was said for the status page. Addresses are never shown."
      />
    </OnceForm>
  );
}
