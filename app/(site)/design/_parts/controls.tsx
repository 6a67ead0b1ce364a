"use client";

import type { ReactElement } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Input, Select, Textarea } from "@/components/ui/field";
import { Panels } from "@/components/ui/panels";
import { RadioGroup } from "@/components/ui/radio-group";
import { Switch } from "@/components/ui/switch";
import { ToggleGroup } from "@/components/ui/toggle-group";

export function Fields(): ReactElement {
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <Input label="Text" placeholder="What stands here" />
      <Input label="With a hint" hint="What is expected, before it is typed." />
      <Input label="With an error" defaultValue="not this" error="What is wrong, and how it is right." />
      <Select
        label="One of many"
        options={[
          { value: "first", label: "The first" },
          { value: "second", label: "The second" },
        ]}
      />
      <Input label="Off" hint="Says why." disabled defaultValue="cannot be changed" />
      <Textarea label="Several lines" rows={2} />
    </div>
  );
}

const words = [
  { value: "one", label: "One" },
  { value: "two", label: "Two" },
  { value: "three", label: "Three" },
];

export function Controls(): ReactElement {
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <div className="flex flex-col gap-3">
        <Checkbox label="Yes or no" hint="Sent with a form." defaultChecked />
        <Checkbox label="Off" hint="Says why." disabled />
        <div className="max-w-80">
          <Switch label="On or off" hint="At once." defaultChecked />
        </div>
        <div>
          <ToggleGroup label="One of few" options={words} />
        </div>
        <Panels
          label="Panels"
          panels={words.map(({ value, label }) => ({
            key: value,
            title: label,
            content: (
              <p className="text-sm text-ink-2">Panel {label.toLowerCase()}, with no address of its own.</p>
            ),
          }))}
        />
      </div>
      <RadioGroup
        label="One of a few, with words"
        defaultValue="one"
        choices={words.map((word) => ({ ...word, hint: "What choosing it means." }))}
      />
    </div>
  );
}
