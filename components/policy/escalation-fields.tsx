"use client";

import { type ReactElement, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input, Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { channels, type EscalationLevel, type Whom, whomKey } from "@/lib/policy/escalation-model";
import { channelWords, whomText } from "@/lib/policy/whom-words";

/** What a level can name, by key. */
export interface WhomChoices {
  roles: readonly { key: string; title: string }[];
  rotas: readonly { key: string; title: string }[];
  teams: readonly { key: string; title: string }[];
}

const most = 10;

/** Levels as a form, in the order in which they are reached. */
export function LevelsFields({
  of,
  levels,
  setLevels,
  choices,
}: {
  /** Says of which levels, where there are several lists. */
  of: string;
  levels: readonly EscalationLevel[];
  setLevels: (levels: EscalationLevel[]) => void;
  choices: WhomChoices;
}): ReactElement {
  const change = (at: number, level: EscalationLevel) =>
    setLevels(levels.map((each, index) => (index === at ? level : each)));
  return (
    <>
      <ol aria-label={of}>
        {levels.map((level, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- levels have no key of their own
          <li key={at} className="border-b border-line px-4 py-3">
            <fieldset className="flex min-w-0 flex-col gap-2">
              <legend className="text-sm font-medium">Level {at + 1}</legend>
              <WhomFields
                level={level}
                choices={choices}
                onChange={(whom) => change(at, { ...level, whom })}
              />
              <TimeFields level={level} isFirst={at === 0} onChange={(next) => change(at, next)} />
              {levels.length > 1 && (
                <div>
                  <Button
                    size="sm"
                    look="quiet"
                    onClick={() => setLevels(levels.filter((_, other) => other !== at))}
                    aria-label={`Take level ${at + 1} out`}
                  >
                    Take the level out
                  </Button>
                </div>
              )}
            </fieldset>
          </li>
        ))}
      </ol>
      <div className="p-4">
        <Button
          disabled={levels.length >= most}
          onClick={() => setLevels([...levels, { whom: ["everyone"], channel: "inbox", after: "15m" }])}
        >
          Add a level
        </Button>
      </div>
    </>
  );
}

function WhomFields({
  level,
  choices,
  onChange,
}: {
  level: EscalationLevel;
  choices: WhomChoices;
  onChange: (whom: Whom[]) => void;
}): ReactElement {
  const [picked, setPicked] = useState("");
  const [address, setAddress] = useState("");
  const known = new Set(level.whom.map(whomKey));
  const options = offered(choices).filter(({ value }) => !known.has(value));
  const value = options.some((each) => each.value === picked) ? picked : (options[0]?.value ?? "person");
  const isPerson = value === "person";
  const add = () => {
    const whom = isPerson ? (address.trim() === "" ? null : { person: address.trim() }) : whomOf(value);
    if (whom === null || known.has(whomKey(whom))) return;
    onChange([...level.whom, whom]);
    setAddress("");
  };
  return (
    <>
      <ul aria-label="Whom it tells" className="flex flex-wrap gap-1.5">
        {level.whom.map((whom) => (
          <li
            key={whomKey(whom)}
            className="inline-flex min-h-7 max-w-full items-center gap-1 rounded-md border border-line-strong bg-sunken pl-2 text-sm"
          >
            <span className="min-w-0 wrap-anywhere">{whomText(whom)}</span>
            <button
              type="button"
              aria-label={`Do not tell ${whomText(whom)}`}
              onClick={() => onChange(level.whom.filter((each) => each !== whom))}
              className="grid size-7 place-items-center text-ink-3 hover:text-ink pointer-coarse:size-10"
            >
              <Icon name="close" size={12} />
            </button>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-48">
          <Select
            label="Tell also"
            options={options}
            value={value}
            onChange={(event) => setPicked(event.target.value)}
          />
        </div>
        {isPerson && (
          <div className="min-w-48">
            <Input
              label="Address"
              type="email"
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
          </div>
        )}
        <Button onClick={add}>Add</Button>
      </div>
    </>
  );
}

function TimeFields({
  level,
  isFirst,
  onChange,
}: {
  level: EscalationLevel;
  isFirst: boolean;
  onChange: (level: EscalationLevel) => void;
}): ReactElement {
  const { repeat, ...once } = level;
  return (
    <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
      <div className="w-40">
        <Input
          label={isFirst ? "After it is waited for" : "After the level before"}
          hint="15m, 50%, or 0s: at once"
          value={level.after}
          onChange={(event) => onChange({ ...level, after: event.target.value })}
        />
      </div>
      <div className="w-32">
        <Select
          label="By"
          hint="The only one so far"
          options={channels.map((channel) => ({ value: channel, label: channelWords[channel] }))}
          value={level.channel}
          onChange={(event) =>
            onChange({
              ...level,
              channel: channels.find((each) => each === event.target.value) ?? level.channel,
            })
          }
        />
      </div>
      <div className="flex min-h-8 items-center pb-6 text-sm">
        <Checkbox
          label="Tell again until the next"
          checked={repeat !== undefined}
          onCheckedChange={(isOn) => onChange(isOn ? { ...once, repeat: { every: "10m" } } : once)}
        />
      </div>
      {repeat !== undefined && (
        <>
          <div className="w-32">
            <Input
              label="Again every"
              hint="10m, or 25%"
              value={repeat.every}
              onChange={(event) => onChange({ ...level, repeat: { ...repeat, every: event.target.value } })}
            />
          </div>
          <div className="w-32">
            <Input
              label="At most, times"
              hint="Empty: no end"
              type="number"
              min={1}
              max={100}
              value={repeat.times ?? ""}
              onChange={(event) => onChange({ ...once, repeat: timesOf(repeat.every, event.target.value) })}
            />
          </div>
        </>
      )}
    </div>
  );
}

function timesOf(every: string, text: string): NonNullable<EscalationLevel["repeat"]> {
  return text === "" ? { every } : { every, times: Number(text) };
}

function offered({ roles, rotas, teams }: WhomChoices): { value: string; label: string }[] {
  const of = (kind: "role" | "rota" | "team", word: string, all: readonly { key: string; title: string }[]) =>
    all.map(({ key, title }) => ({ value: `${kind}:${key}`, label: `${word} ${title}` }));
  return [
    { value: "deciders", label: "Who can do what is awaited" },
    { value: "everyone", label: "Everybody with a role on the release" },
    ...of("role", "The role", roles),
    ...of("rota", "Whoever is on shift of", rotas),
    ...of("team", "The team", teams),
    { value: "person", label: "A person" },
  ];
}

/** What an option stands for. */
function whomOf(value: string): Whom | null {
  if (value === "deciders" || value === "everyone") return value;
  const [kind, key] = value.split(":");
  if (key === undefined) return null;
  if (kind === "role") return { role: key };
  return kind === "rota" ? { rota: key } : { team: key };
}
