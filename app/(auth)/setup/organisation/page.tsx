import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Input, Select } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import { listTeams } from "@/lib/identity/queries";
import type { TeamAnswer } from "@/lib/identity/schemas";
import { kernel } from "@/lib/platform/app";
import { listRoles } from "@/lib/policy/role-queries";
import type { RoleAnswer } from "@/lib/policy/schemas";
import { defaultRoles } from "@/lib/setup/default-roles";
import { SetupFrame } from "../_components/frame";
import { Tick } from "../_components/tick";
import { requireStep } from "../_lib/step";
import { addTeam, addToRole, addToTeam, saveRoles } from "./actions";

export const metadata: Metadata = { title: "Set up teams and roles" };

export default async function OrganisationPage(): Promise<ReactElement> {
  const { actor, facts } = await requireStep("organisation");
  const { db, clock } = kernel();
  const [roles, teams] = await Promise.all([
    listRoles(db.prisma, clock.now()),
    listTeams(db.prisma, { limit: 100 }),
  ]);
  return (
    <SetupFrame
      step="organisation"
      facts={facts}
      title="Teams and roles"
      lead="A role is the hat in which somebody decides; its pool holds the people and teams that can be given it. Begin small: everything here can be changed later, by those who are then entitled to."
    >
      <Roles roles={roles} email={actor.email} />
      <Teams teams={teams.items} email={actor.email} name={actor.name} />
      {roles.length > 0 && <Pools roles={roles} teams={teams.items} />}
      <div className="flex flex-wrap items-center gap-3">
        {roles.length > 0 ? (
          <LinkButton href="/setup/rights" look="primary">
            Go on to decision rights
          </LinkButton>
        ) : (
          <p className="text-sm text-ink-3">Save the roles to go on.</p>
        )}
      </div>
    </SetupFrame>
  );
}

function Roles({ roles, email }: { roles: RoleAnswer[]; email: string }): ReactElement {
  return (
    <Section title="Roles" aside="the nine that the shipped templates ask for">
      <ActForm act={saveRoles} submit="Save roles" look={roles.length === 0 ? "primary" : "secondary"}>
        <p className="max-w-prose text-sm text-ink-2">
          Tick what you decide in yourself: once rights are agreed, nobody adds themselves to a pool any more.
          Nobody signs for their own work, and one person fills one place, so a gate will still ask for
          others.
        </p>
        {roles.length > 0 && (
          <p id="saved-roles" className="max-w-prose text-sm text-ink-2">
            Roles that are saved stay; whether you decide in them can still be changed.
          </p>
        )}
        <ul className="flex flex-col">
          {defaultRoles.map(({ key, title, answersFor }) => {
            const known = roles.find((role) => role.key === key);
            return (
              <li
                key={key}
                className="grid gap-x-6 gap-y-1 border-b border-line py-2 last:border-b-0 sm:grid-cols-[minmax(0,1fr)_auto]"
              >
                <Tick
                  name="role"
                  value={key}
                  defaultChecked
                  disabled={known !== undefined}
                  aria-describedby={known === undefined ? undefined : "saved-roles"}
                  label={<span className="font-medium">{title}</span>}
                  hint={answersFor}
                />
                <Tick
                  name="mine"
                  value={key}
                  defaultChecked={known?.pool.includes(email) === true}
                  label={
                    <>
                      I decide in it<span className="unseen">: {title}</span>
                    </>
                  }
                />
              </li>
            );
          })}
        </ul>
      </ActForm>
    </Section>
  );
}

function Teams({ teams, email, name }: { teams: TeamAnswer[]; email: string; name: string }): ReactElement {
  return (
    <Section title="Teams" aside="own components, and keep pools">
      <div className="flex flex-col gap-4">
        {teams.length > 0 && (
          <ul className="flex flex-col">
            {teams.map((team) => (
              <li key={team.key} className="flex flex-col gap-1 border-b border-line py-2 last:border-b-0">
                <p className="font-medium wrap-anywhere">{team.title}</p>
                <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2">
                  {team.members.map((member) => (
                    <li key={member.email} title={member.email}>
                      {member.name} {member.lead && <Badge>lead</Badge>}
                    </li>
                  ))}
                </ul>
                <Disclosure summary={`Add somebody to ${team.title}`}>
                  <ActForm
                    key={team.members.length}
                    act={addToTeam}
                    submit="Add to the team"
                    look="secondary"
                    size="sm"
                  >
                    <input type="hidden" name="team" value={team.key} />
                    <Person />
                    <Tick name="lead" value="yes" label="Leads the team" />
                  </ActForm>
                </Disclosure>
              </li>
            ))}
          </ul>
        )}
        <Disclosure
          summary={teams.length === 0 ? "Add the first team" : "Add a team"}
          open={teams.length === 0}
        >
          <ActForm key={teams.length} act={addTeam} submit="Add team" look="secondary">
            <Input
              label="Name of the team"
              name="title"
              required
              maxLength={120}
              placeholder="Search ranking"
            />
            <p className="text-sm text-ink-2">Its lead, who may change it later:</p>
            <Person name={name} email={email} />
          </ActForm>
        </Disclosure>
      </div>
    </Section>
  );
}

function Pools({ roles, teams }: { roles: RoleAnswer[]; teams: TeamAnswer[] }): ReactElement {
  const titles = new Map(teams.map(({ key, title }) => [`team:${key}`, title]));
  return (
    <Section
      title="Who can be given which role"
      aside="a pool with a team in it is kept by that team's leads"
    >
      <div className="flex flex-col gap-4">
        <dl className="grid gap-x-6 gap-y-1.5 text-sm sm:grid-cols-[minmax(9rem,max-content)_minmax(0,1fr)]">
          {roles.map(({ key, title, pool, holders }) => (
            <div key={key} className="contents">
              <dt className="font-medium">{title}</dt>
              <dd className="min-w-0 text-ink-2 wrap-anywhere">
                {pool.length === 0
                  ? "nobody yet"
                  : pool
                      .map(
                        (each) =>
                          titles.get(each) ?? holders.find((holder) => holder.email === each)?.name ?? each,
                      )
                      .join(", ")}
              </dd>
            </div>
          ))}
        </dl>
        <ActForm
          // A new form for a new pool: who was just added must not stand there to be added again.
          key={roles.map(({ poolDigest }) => poolDigest).join()}
          act={addToRole}
          submit="Add to the pool"
          look="secondary"
        >
          <div className="grid gap-3 sm:grid-cols-2">
            <Select
              label="Role"
              name="role"
              options={roles.map(({ key, title }) => ({ value: key, label: title }))}
            />
            <Select
              label="Who"
              name="team"
              options={[
                { value: "", label: "A person, named below" },
                ...teams.map(({ key, title }) => ({ value: `team:${key}`, label: `Team ${title}` })),
              ]}
            />
          </div>
          <Person optional />
        </ActForm>
      </div>
    </Section>
  );
}

function Person(given: { name?: string; email?: string; optional?: boolean }): ReactElement {
  const required = given.optional !== true;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Input
        label="Name"
        name="name"
        required={required}
        maxLength={120}
        autoComplete="off"
        defaultValue={given.name}
      />
      <Input
        label="E-mail address"
        name="email"
        type="email"
        required={required}
        maxLength={254}
        autoComplete="off"
        defaultValue={given.email}
      />
    </div>
  );
}
