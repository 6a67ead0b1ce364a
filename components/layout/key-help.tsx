"use client";

import type { ReactElement } from "react";
import { Dialog } from "@/components/ui/dialog";
import { KeyHint } from "@/components/ui/key-hint";
import { closeSheet } from "@/components/ui/sheet-store";
import { Switch } from "@/components/ui/switch";
import { keyHelpId } from "./command-ids";
import { keyLines } from "./keys";

/** The keys, and the switch that turns single ones off. */
export default function KeyHelp({
  command,
  isOn,
  setOn,
}: {
  command: string;
  isOn: boolean;
  setOn: (isOn: boolean) => void;
}): ReactElement {
  return (
    <Dialog open onOpenChange={(open) => !open && closeSheet(keyHelpId)} title="Keyboard">
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {keyLines(command).map(({ title, lines }) => (
          <section key={title}>
            <h3 className="pb-1 text-xs text-ink-3">{title}</h3>
            <dl className="text-sm">
              {lines.map(({ keys, does }) => (
                <div key={keys} className="flex min-h-7 items-center justify-between gap-4">
                  <dt>{does}</dt>
                  <dd>
                    <KeyHint keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="mt-4 border-t border-line pt-3">
        <Switch
          label="Single keys"
          hint={`Without them only ${command} K and F8 act: for speech input, or a keyboard that presses by itself.`}
          checked={isOn}
          onCheckedChange={setOn}
        />
      </div>
    </Dialog>
  );
}
