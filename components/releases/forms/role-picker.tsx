"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import { fieldNames, type RolePool } from "@/lib/releases/new-release-model";

interface Props {
  pools: readonly RolePool[];
  /** Names as bodies have them, by role. */
  chosen: Readonly<Record<string, readonly string[]>>;
  onChoose: (role: string, names: string[]) => void;
  faultOf: (name: string, within?: boolean) => string | undefined;
}

/** For each role, people and teams of its pool; nobody else can be chosen. */
export function RolePicker({ pools, chosen, onChoose, faultOf }: Props): ReactElement {
  return (
    <div className="flex flex-col">
      {pools.map((pool) => (
        <RoleRow
          key={pool.role}
          pool={pool}
          chosen={chosen[pool.role] ?? []}
          onChoose={(names) => onChoose(pool.role, names)}
          fault={faultOf(fieldNames.role(pool.role), true)}
        />
      ))}
    </div>
  );
}

function RoleRow({
  pool,
  chosen,
  onChoose,
  fault,
}: {
  pool: RolePool;
  chosen: readonly string[];
  onChoose: (names: string[]) => void;
  fault: string | undefined;
}): ReactElement {
  const { role, title, eligible } = pool;
  return (
    <fieldset className="grid min-w-0 gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-b-0 sm:grid-cols-[11rem_minmax(0,1fr)]">
      <legend className="contents">
        <span className="pt-1 font-medium wrap-anywhere">{title}</span>
      </legend>
      <div className="flex min-w-0 flex-col gap-1">
        {eligible.length === 0 && (
          <p className="pt-1 text-ink-2">
            Nobody is in this pool. Whoever leads it decides who is, in{" "}
            <Link href="/settings/roles" prefetch={false} className="link">
              the roles
            </Link>
            .
          </p>
        )}
        <div className="flex flex-wrap gap-1.5">
          {eligible.map(({ name, title: words, people }) => {
            const isRota = name.startsWith("rota:");
            const isTeam = name.startsWith("team:");
            return (
              <label
                key={name}
                title={
                  isTeam || isRota
                    ? `The ${isTeam ? "team" : "rota"} ${words}: ${people.length} people`
                    : name
                }
                className={cx(
                  "inline-flex min-h-7 max-w-full cursor-pointer items-center gap-1.5 rounded-md border border-line-strong px-2 pointer-coarse:min-h-10",
                  "has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-focus",
                )}
              >
                <input
                  type="checkbox"
                  name={fieldNames.role(role)}
                  value={name}
                  checked={chosen.includes(name)}
                  onChange={({ currentTarget }) =>
                    onChoose(
                      currentTarget.checked ? [...chosen, name] : chosen.filter((other) => other !== name),
                    )
                  }
                  className="size-3.5"
                />
                {(isTeam || isRota) && <Icon name="person" size={12} className="text-ink-3" />}
                <span className="min-w-0 wrap-anywhere">
                  {isTeam ? `team ${words}` : isRota ? `rota ${words}` : words}
                </span>
              </label>
            );
          })}
        </div>
        {fault !== undefined && <p className="text-xs font-medium text-stop">{fault}</p>}
      </div>
    </fieldset>
  );
}
