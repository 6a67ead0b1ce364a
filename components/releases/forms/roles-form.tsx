"use client";

import { type ReactElement, useState } from "react";
import { ActForm } from "@/components/ui/act-form";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { championRole } from "@/lib/releases/model";
import type { RolePool } from "@/lib/releases/new-release-model";
import { type Quorum, shortagesOf } from "@/lib/releases/staffing";
import { RolePicker } from "./role-picker";
import { ShortageList } from "./shortage-list";

interface Props {
  release: string;
  pools: readonly RolePool[];
  /** Names of who holds each role now. */
  held: Readonly<Record<string, readonly string[]>>;
  quorums: readonly Quorum[];
  owners: readonly string[];
  act: Act;
}

/** Who holds the roles, chosen anew from their pools; only the roles that differ are sent on. */
export function RolesForm({ release, pools, held, quorums, owners, act }: Props): ReactElement {
  const [chosen, setChosen] = useState<Readonly<Record<string, readonly string[]>>>(held);
  const holders = Object.fromEntries(
    pools.map(({ role, eligible }) => [
      role,
      [
        ...new Set(
          eligible.flatMap(({ name, people }) => ((chosen[role] ?? []).includes(name) ? people : [])),
        ),
      ],
    ]),
  );
  const shortages = shortagesOf(quorums, { holders, authors: holders[championRole] ?? [], owners });
  return (
    <ActForm act={act} submit="Record who holds them" busy="Recording…" className="flex flex-col gap-4">
      <input type="hidden" name="release" value={release} />
      {pools.map(({ role }) => (
        <input key={role} type="hidden" name={`was:${role}`} value={(held[role] ?? []).join(" ")} />
      ))}
      <Section title="Assign" aside="from their pools only" flush>
        <RolePicker
          pools={pools}
          chosen={chosen}
          onChoose={(role, names) => setChosen({ ...chosen, [role]: names })}
          faultOf={() => undefined}
        />
      </Section>
      {shortages.length > 0 && (
        <Section title="What these people could not fill" flush>
          <div aria-live="polite">
            <ShortageList shortages={shortages} />
          </div>
        </Section>
      )}
      <p className="max-w-prose text-xs text-ink-2">
        Whoever is taken out of a role loses it at once: what they signed in it stops counting.
      </p>
    </ActForm>
  );
}
