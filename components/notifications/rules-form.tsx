import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Disclosure } from "@/components/ui/disclosure";
import { Input, Select } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { entryKindNames, releaseKindNames } from "@/lib/audit/entry-kinds";
import {
  askingTopics,
  isAsking,
  type NoticeChannel,
  type NoticeSettings,
  noticeChannels,
  ruleFor,
  type Topic,
  topicTitle,
} from "@/lib/notifications/model";
import { weekdays } from "@/lib/policy/rota";

const channelWords: Readonly<Record<NoticeChannel, string>> = {
  inbox: "Inbox",
  email: "E-mail",
  slack: "Chat",
};
const paceOptions = [
  { value: "at-once", label: "at once" },
  { value: "hourly", label: "each hour" },
  { value: "daily", label: "each day" },
];
const dayWords = { MO: "Mon", TU: "Tue", WE: "Wed", TH: "Thu", FR: "Fri", SA: "Sat", SU: "Sun" } as const;

interface Shown {
  settings: NoticeSettings;
  of: "person" | "team";
}

/** What somebody hears of, by what and when; a team hears by its chat alone. */
export function RulesForm({
  settings,
  of,
  act,
  digest,
  team,
}: Shown & {
  act: Act;
  /** Of what is shown, so that nobody's change is overwritten. */
  digest: string;
  /** Key. */
  team?: string;
}): ReactElement {
  const organisation = entryKindNames.filter(
    (kind) => !(releaseKindNames as readonly string[]).includes(kind),
  );
  return (
    <ActForm act={act} submit="Save the rules" busy="Saving…">
      <input type="hidden" name="expected" value={digest} />
      {team !== undefined && <input type="hidden" name="team" value={team} />}
      <Topics title="Asked of people" topics={askingTopics} settings={settings} of={of} />
      <Topics title="On releases" topics={releaseKindNames} settings={settings} of={of} />
      {of === "person" && (
        <Disclosure summary="What happens to the organisation">
          <Topics title="In the organisation" topics={organisation} settings={settings} of={of} />
        </Disclosure>
      )}
      <Times settings={settings} />
    </ActForm>
  );
}

function Topics({
  title,
  topics,
  settings,
  of,
}: Shown & { title: string; topics: readonly Topic[] }): ReactElement {
  return (
    <fieldset className="min-w-0">
      <legend className="pb-1 text-sm font-medium">{title}</legend>
      <ul className="rounded-md border border-line">
        {topics.map((topic) => (
          <TopicRow key={topic} topic={topic} settings={settings} of={of} />
        ))}
      </ul>
    </fieldset>
  );
}

function TopicRow({ topic, settings, of }: Shown & { topic: Topic }): ReactElement {
  const { by, when } = ruleFor(settings, topic, of);
  const title = topicTitle(topic);
  const shown = of === "team" ? (["slack"] as const) : noticeChannels;
  return (
    // On a phone the pace stands beside the title, so that a topic takes two lines.
    <li className="grid grid-cols-[minmax(0,1fr)_7rem] items-center gap-x-4 gap-y-1.5 border-b border-line px-3 py-2 text-sm last:border-b-0 sm:grid-cols-[minmax(0,1fr)_auto_8rem]">
      <span className="wrap-anywhere">{title}</span>
      <span
        className="flex flex-wrap gap-x-4 gap-y-1 max-sm:col-span-2 max-sm:row-start-2"
        role="group"
        aria-label={`${title}, by`}
      >
        {shown.map((channel) =>
          channel === "inbox" && isAsking(topic) ? (
            <span key={channel} className="text-ink-3">
              Inbox, always
            </span>
          ) : (
            <Checkbox
              key={channel}
              name={`by:${topic}`}
              value={channel}
              defaultChecked={by.includes(channel)}
              label={channelWords[channel]}
            />
          ),
        )}
      </span>
      <Select
        label={`${title}, when`}
        hideLabel
        name={`when:${topic}`}
        defaultValue={when}
        options={paceOptions}
      />
    </li>
  );
}

function Times({ settings: { zone, dailyAt, quiet } }: { settings: NoticeSettings }): ReactElement {
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="pb-1 text-sm font-medium">When</legend>
      <Input
        label="Time zone"
        name="zone"
        required
        maxLength={64}
        defaultValue={zone}
        hint="An IANA name, as Europe/Berlin."
      />
      <Input label="The day’s digest at" name="dailyAt" type="time" required defaultValue={dailyAt} />
      <Input label="Quiet from" name="quietFrom" type="time" defaultValue={quiet?.from ?? ""} />
      <Input
        label="Quiet until"
        name="quietTo"
        type="time"
        defaultValue={quiet?.to ?? ""}
        hint="Messages wait until then. Escalations of rollbacks of severity sev1 and sev2 do not."
      />
      <div
        className="flex flex-wrap gap-x-4 gap-y-1 text-sm sm:col-span-2"
        role="group"
        aria-label="Quiet days"
      >
        <span className="text-ink-2">Quiet all day:</span>
        {weekdays.map((day) => (
          <Checkbox
            key={day}
            name="quietDay"
            value={day}
            defaultChecked={quiet?.days?.includes(day) ?? false}
            label={dayWords[day]}
          />
        ))}
      </div>
    </fieldset>
  );
}
