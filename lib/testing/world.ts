import { createHash } from "node:crypto";
import { registerComponent } from "@/lib/catalogue/register-component";
import { registerBundle } from "@/lib/bundles/register-bundle";
import type { Actor, AccessLevelName, PersonActor } from "@/lib/identity/actor";
import { createMachineToken } from "@/lib/identity/create-machine-token";
import { createPerson } from "@/lib/identity/create-person";
import { createTeam } from "@/lib/identity/create-team";
import { createToken } from "@/lib/identity/create-token";
import { registerMachine } from "@/lib/identity/register-machine";
import { makeKernel } from "@/lib/platform/app";
import { shiftedClock } from "@/lib/platform/clock";
import type { Call, Kernel } from "@/lib/platform/command";
import { connect } from "@/lib/platform/db";
import { newId } from "@/lib/platform/ids";
import { changeRights } from "@/lib/policy/change-rights";
import { createRole } from "@/lib/policy/create-role";
import type { RightsRow } from "@/lib/policy/model";
import { publishTemplate } from "@/lib/releases/publish-template";
import { makeRelease, type ReleaseAsked, type SampleRelease, sampleOrganisation } from "./release";

export type World = Awaited<ReturnType<typeof makeWorld>>;

/** An organisation on a database of its own, made by the real commands; what each test needs is added by it. */
export async function makeWorld(url: string) {
  const clock = shiftedClock();
  const kernel: Kernel = makeKernel(connect(url), clock);
  const system: Actor = { kind: "system", job: "set-up" };
  const call = (actor: Actor): Call => ({ actor, requestId: newId() });
  const emailOf = (name: string) => `${name}@example.org`;

  async function person(name: string, access: AccessLevelName = "member"): Promise<PersonActor> {
    await createPerson.execute(kernel, { name, email: emailOf(name), access }, call(system));
    return actor(name);
  }

  /** Somebody who is there, as caller of commands. */
  async function actor(name: string): Promise<PersonActor> {
    const row = await kernel.db.prisma.person.findUniqueOrThrow({
      where: { email: emailOf(name) },
      include: { accessLevels: { where: { validTo: null } } },
    });
    const access = row.accessLevels[0]?.level;
    return {
      kind: "person",
      id: row.id,
      name: row.name,
      email: row.email,
      access: access === "admin" || access === "auditor" ? access : "member",
      credential: { kind: "none" },
    };
  }

  async function tokenOf(name: string, scopes: string[] = ["*"]): Promise<string> {
    const made = await createToken.execute(
      kernel,
      { person: emailOf(name), name: "test", scopes },
      call(await actor(name)),
    );
    return made.token;
  }

  const base = {
    kernel,
    clock,
    system,
    call,
    emailOf,
    person,
    actor,
    tokenOf,
    role: (key: string, pool: string[]) =>
      createRole.execute(
        kernel,
        { key, title: key, pool: pool.map((name) => (name.includes(":") ? name : emailOf(name))) },
        call(system),
      ),
    rights: (rights: RightsRow[]) => changeRights.execute(kernel, { table: { rights } }, call(system)),
    team: (key: string, members: { name: string; lead?: boolean }[]) =>
      createTeam.execute(
        kernel,
        {
          key,
          title: key,
          members: members.map(({ name, lead }) => ({ email: emailOf(name), lead: lead === true })),
        },
        call(system),
      ),
    /** Its token is made by `by`, a lead of the team or an admin; by an admin of its own where nobody is named. */
    machine: async (key: string, team: string, scopes: string[], by?: string): Promise<string> => {
      await registerMachine.execute(kernel, { key, title: key, owner: team }, call(system));
      const maker = by === undefined ? await person(`admin-of-${key}`, "admin") : await actor(by);
      return (await createMachineToken.execute(kernel, { machine: key, name: "test", scopes }, call(maker)))
        .token;
    },
    component: async (key: string, owner: string, by: string) =>
      registerComponent.execute(
        kernel,
        { key, title: key, kind: "model", tier: 2, owner, dependsOn: [] },
        call(await actor(by)),
      ),
    bundle: async (component: string, parts: Record<string, string>, by: string): Promise<string> =>
      (
        await registerBundle.execute(
          kernel,
          { component, manifest: manifestOf(component, parts) },
          call(await actor(by)),
        )
      ).digest,
    template: async (document: Record<string, unknown>, by: string) =>
      publishTemplate.execute(
        kernel,
        { source: JSON.stringify(document), mediaType: "application/json" },
        call(await actor(by)),
      ),
    close: () => kernel.db.close(),
  };
  let organised = false;
  return {
    ...base,
    /** A started release of the sample organisation, which the first one makes. */
    release: async (asked: ReleaseAsked): Promise<SampleRelease> => {
      if (!organised) await sampleOrganisation(base);
      organised = true;
      return makeRelease(base, asked);
    },
  };
}

/** A manifest whose artifacts stand for the given contents, by kind. */
export function manifestOf(component: string, parts: Record<string, string>, authors?: string[]) {
  return {
    format: 1 as const,
    component,
    version: "1.0.0",
    artifacts: Object.entries(parts).map(([kind, content]) => ({
      kind: kind as "code",
      name: kind,
      sha256: createHash("sha256").update(content).digest("hex"),
      size: content.length,
    })),
    ...(authors === undefined ? {} : { provenance: { authors } }),
  };
}

/** The organisation's table that tests begin with: one role for each act, so that nobody signs by accident. */
export function tableFor(role: string): RightsRow[] {
  const decisions = [
    "release.create",
    "component.register",
    "template.publish",
    "rights.change",
    "pool.change",
  ] as const;
  return decisions.map((decision) => ({ decision, slots: [{ roles: [role], count: 1, allowAuthor: true }] }));
}
