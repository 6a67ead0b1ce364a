import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Input } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Switch } from "@/components/ui/switch";
import type { SavedView } from "@/lib/releases/view-schemas";

export interface ViewActs {
  save: Act;
  change: Act;
  move: Act;
  remove: Act;
}

/** Keeps the present conditions under a name. */
export function SaveViewButton({
  query,
  words,
  save,
}: {
  query: string;
  words: string;
  save: Act;
}): ReactElement {
  return (
    <>
      <SheetButton sheet="save-view" size="sm">
        Save view
      </SheetButton>
      <Sheet id="save-view" title="Save this view">
        <ActForm act={save} submit="Save view">
          <p className="text-sm text-ink-2">{words}</p>
          <input type="hidden" name="query" value={query} />
          <Input label="Name" name="name" required maxLength={60} autoComplete="off" />
          <ShareSwitch isShared={false} />
        </ActForm>
      </Sheet>
    </>
  );
}

function ShareSwitch({ isShared }: { isShared: boolean }): ReactElement {
  return (
    <Switch
      label="Share with everybody here"
      hint="Each sees in it what they may see; “you” is whoever looks."
      name="shared"
      value="yes"
      defaultChecked={isShared}
    />
  );
}

/** Renames, shares, orders and removes one's own views. */
export function ManageViewsButton({
  views,
  acts,
}: {
  views: readonly SavedView[];
  acts: ViewActs;
}): ReactElement {
  return (
    <>
      <SheetButton sheet="manage-views" size="sm" look="quiet">
        My views
      </SheetButton>
      <Sheet id="manage-views" title="My views">
        <ul className="flex flex-col gap-4">
          {views.map((view, index) => (
            <li key={view.id} className="border-b border-line pb-4 last:border-b-0 last:pb-0">
              <section aria-label={view.name} className="flex flex-col gap-2">
                <ActForm
                  key={`${view.name} ${view.shared}`}
                  act={acts.change}
                  submit="Keep"
                  look="secondary"
                  size="sm"
                >
                  <input type="hidden" name="id" value={view.id} />
                  <Input
                    label="Name"
                    name="name"
                    required
                    maxLength={60}
                    defaultValue={view.name}
                    autoComplete="off"
                  />
                  <ShareSwitch isShared={view.shared} />
                </ActForm>
                <div className="flex flex-wrap gap-1.5">
                  {index > 0 && <Move act={acts.move} id={view.id} to={index - 1} words="Earlier" />}
                  {index < views.length - 1 && (
                    <Move act={acts.move} id={view.id} to={index + 1} words="Later" />
                  )}
                  <ActForm act={acts.remove} submit="Remove" look="danger" size="sm" row>
                    <input type="hidden" name="id" value={view.id} />
                  </ActForm>
                </div>
              </section>
            </li>
          ))}
        </ul>
      </Sheet>
    </>
  );
}

function Move({ act, id, to, words }: { act: Act; id: string; to: number; words: string }): ReactElement {
  return (
    <ActForm act={act} submit={words} look="quiet" size="sm" row>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="position" value={to} />
    </ActForm>
  );
}
