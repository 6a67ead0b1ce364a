import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { createPerson } from "@/lib/identity/create-person";
import { createTeam } from "@/lib/identity/create-team";
import { createToken } from "@/lib/identity/create-token";
import { invitePerson } from "@/lib/identity/invite-person";
import { registerMachine } from "@/lib/identity/register-machine";
import { setPassword } from "@/lib/identity/set-password";
import { newSecret } from "@/lib/platform/ids";
import { changeRights } from "@/lib/policy/change-rights";
import { createRole } from "@/lib/policy/create-role";
import type { RightsRow } from "@/lib/policy/model";
import { registerComponent } from "@/lib/catalogue/register-component";
import { publishTemplate } from "@/lib/releases/publish-template";
import type { Cast } from "./cast";
import { firstVersionOf } from "./first-version";
import { emailOf, inPool, people, roles, teams } from "./people";

const file = (name: string) => readFile(new URL(`../${name}`, import.meta.url), "utf8");

const component = (
  key: string,
  title: string,
  kind: "model" | "feature-set" | "data-pipeline",
  tier: number,
  owner: "ranking" | "speech",
  dependsOn: string[] = [],
) => ({ key, title, kind, tier, owner, dependsOn, lead: owner === "ranking" ? "yuki" : "tomas" });

const components = [
  component("clickstream", "Clickstream sessions", "data-pipeline", 2, "ranking"),
  component("feature-store", "Feature store", "feature-set", 2, "ranking", ["clickstream"]),
  component("search-ranking", "Search ranking", "model", 2, "ranking", ["feature-store"]),
  component("spelling-suggestions", "Spelling suggestions", "model", 3, "ranking", ["clickstream"]),
  component("query-language", "Query language", "model", 3, "ranking", ["clickstream"]),
  component("fraud-scoring", "Fraud scoring", "model", 1, "ranking", ["feature-store"]),
  component("transcription", "Call transcription", "model", 1, "speech"),
  component("speaker-labels", "Speaker labels", "model", 2, "speech", ["transcription"]),
  component("support-routing", "Support routing", "model", 3, "speech", ["transcription"]),
  component("reply-drafts", "Reply drafts", "model", 3, "speech"),
];

const templates = ["model-release", "data-pipeline-change", "emergency-fix"];

/** People, teams, roles with their pools, the rights table, the templates, the pipeline, and what is released. */
export async function setUpOrganisation(cast: Cast): Promise<void> {
  for (const { key, name, access } of people)
    await cast.system(createPerson, { name, email: emailOf(key), access });
  for (const [key, title] of Object.entries(teams)) {
    const members = people
      .filter(({ team }) => team === key)
      .map((member) => ({ email: emailOf(member.key), lead: member.lead }));
    await cast.system(createTeam, { key, title, members });
  }
  for (const [key, title] of Object.entries(roles))
    await cast.system(createRole, { key, title, pool: inPool(key).map(emailOf) });
  const table = parse(await file("../../lib/setup/default-rights.yaml")) as { rights: RightsRow[] };
  await cast.system(changeRights, { table });
  for (const name of templates)
    await cast.by("grace", publishTemplate, {
      source: firstVersionOf(await file(`templates/${name}.yaml`)),
      mediaType: "application/yaml",
    });
  await cast.system(registerMachine, { key: "ci", title: "Release pipeline", owner: "operations" });
  await cast.system(registerMachine, { key: "runner", title: "Rollback runner", owner: "operations" });
  for (const { lead, ...component } of components) await cast.by(lead, registerComponent, component);
}

/** Templates of today: releases that run keep the version that they began with. */
export async function publishToday(cast: Cast): Promise<void> {
  for (const name of templates)
    await cast.by("grace", publishTemplate, {
      source: await file(`templates/${name}.yaml`),
      mediaType: "application/yaml",
    });
}

/** Each person sets their own password and makes their own token, as everybody does. */
export async function openAccounts(cast: Cast): Promise<Map<string, { password: string; token: string }>> {
  const accounts = new Map<string, { password: string; token: string }>();
  for (const { key } of people) {
    const password = newSecret(12);
    const { code } = await cast.system(invitePerson, { person: emailOf(key) });
    await cast.by(key, setPassword, { code, password });
    const { token } = await cast.by(key, createToken, { person: emailOf(key), name: "demo", scopes: ["*"] });
    accounts.set(key, { password, token });
  }
  return accounts;
}
