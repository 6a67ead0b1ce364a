// The service as the driver sees it, and what the pipeline does with it.
import { say, fail } from "./transcript.mjs";
import { hasSaid, start } from "./children.mjs";

export async function startService() {
  const one = start("service", ["serving/service.mjs"]);
  const [, url] = await hasSaid(one, /listening at (\S+)/);
  const ask = async (method, body) => {
    const response = await fetch(new URL("/serving", url), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    return response.ok ? answer : fail(`the service: ${answer.error}`);
  };
  return { url, serving: () => ask("GET"), set: (body) => ask("PUT", body) };
}

/** As the service takes a bundle. */
export const served = ({ digest, model, adapter }) => ({ digest, model, adapter });

/**
 * The pipeline sets what was decided, asks the service what is so, and only then
 * says so to Countersign, as a machine.
 */
export async function applyExposure(api, { machine, service, slug, candidate }) {
  const { intended } = await api.get(machine, `/releases/${slug}/exposure`);
  await service.set({ percent: intended, candidate: served(candidate) });
  const now = await service.serving();
  if (now.percent !== intended) fail(`${now.percent} % are served, ${intended} % were decided`);
  await api.call(machine, "POST", `/releases/${slug}/exposure/confirm`, {
    percent: now.percent,
    bundleDigest: now.candidate.digest,
  });
  say(`${machine.name} set ${now.percent} % at the service, read it back, and confirmed it`);
}
