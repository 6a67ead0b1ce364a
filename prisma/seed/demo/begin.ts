import type { z } from "zod";
import { createRelease } from "@/lib/releases/create-release";
import { setCandidate } from "@/lib/releases/set-candidate";
import { startRelease } from "@/lib/releases/start-release";
import { registerSample } from "./bundles";
import type { Cast } from "./cast";
import { emailOf } from "./people";
import { rolesOf, teamOf } from "./roles";

type Draft = z.input<typeof createRelease.input>;

export interface Beginning extends Pick<Draft, "slug" | "title" | "objective" | "plan" | "targetDate"> {
  template?: string;
  champion: string;
  component: string;
  team: "ranking" | "speech";
  /** In place of people, where somebody is on call in turns. */
  onCall?: string[];
}

/** A draft with its roles taken from the pools. */
export async function draft(cast: Cast, beginning: Beginning): Promise<void> {
  const { template = "model-release", champion, component, team, onCall, ...documents } = beginning;
  await cast.by(champion, createRelease, {
    ...documents,
    template: { key: template },
    champion: emailOf(champion),
    components: [{ key: component }],
    roles: { ...rolesOf(champion, teamOf(team)), ...(onCall !== undefined && { "on-call": onCall }) },
  });
}

export async function begin(cast: Cast, beginning: Beginning): Promise<void> {
  await draft(cast, beginning);
  await cast.by(beginning.champion, startRelease, { release: beginning.slug });
}

interface Candidate extends Omit<Parameters<typeof registerSample>[1], "authors"> {
  release: string;
  author: string;
  /** Who makes it the candidate; by default its author. */
  by?: string;
}

/** The pipeline registers a bundle and somebody makes it the candidate; answers its digest. */
export async function propose(
  cast: Cast,
  { release, author, by = author, ...bundle }: Candidate,
): Promise<string> {
  const digest = await registerSample(cast, { ...bundle, authors: [author] });
  await cast.by(by, setCandidate, { release, component: bundle.component, digest });
  return digest;
}
