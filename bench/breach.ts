import { setTimeout as wait } from "node:timers/promises";
import { request } from "node:http";
import { chromium, type Page } from "@playwright/test";
import { findBrowser } from "@/lib/testing/browser";
import { exposureActs } from "@/lib/testing/laddered";
import { latency, rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Effort } from "./effort";
import { median, send } from "./load";
import { startAlerting } from "./prometheus";
import { type Measured, ms } from "./report";
import type { Server } from "./server";
import { signIn, type Workspace } from "./workspace";

const step = 1_000;
/** Judged every second, of what came until then. */
const criterion = { ...latency, agg: "last", window: "10s", step: "1s", lag: "0s" };

/** From a sample that breaches to what is seen of it, against Prometheus and Alertmanager at intervals of the same second. */
export async function breach(workspace: Workspace, { breaches }: Effort): Promise<Measured[]> {
  const slugs = Array.from({ length: breaches }, (_, n) => `breach-${n}`);
  let token = "";
  let email = "";
  const url = await workspace.database("breach", async (empty) => {
    const world = await makeWorld(empty);
    await exposeAll(world, slugs);
    token = await world.tokenOf("cora");
    email = world.emailOf("cora");
    await world.close();
  });
  const [site, worker] = [await workspace.site(url), await workspace.worker(url)];
  const browser = await chromium.launch(await findBrowser());
  const context = await browser.newContext({ extraHTTPHeaders: await signIn(site, email) });
  const alerting = await startAlerting(workspace.folder);
  const rounds: Round[] = [];
  const alerted: number[] = [];
  try {
    for (const [n, slug] of slugs.entries()) {
      const page = await context.newPage();
      // Spread over the second, each part of it as often.
      const phase = (n + 0.5) / slugs.length;
      rounds.push(await breachOf({ site, token, slug, page, phase }));
      await page.close();
      if (alerting !== null) alerted.push(await alerting.alert(slug));
    }
  } finally {
    await Promise.all([browser.close(), alerting?.stop(), worker.stop(), site.stop()]);
  }
  const of = (what: keyof Round) => median(rounds.map((round) => round[what]));
  const theirs = median(alerted);
  const floor =
    alerting === null
      ? "Prometheus and Alertmanager are not installed"
      : `Prometheus and Alertmanager, every second, to the webhook ${ms(theirs)}`;
  const row = (measure: string, took: number, of: string): Measured => ({
    measure,
    figure: `${ms(took)}${of}`,
    floor,
    ...(alerting !== null && { ratio: took / theirs, target: { most: 1 } }),
  });
  return [
    row(
      "a breaching sample to its event",
      of("eventMs"),
      `: ${ms(of("stepMs"))} to the step's end, ${ms(of("openedMs"))} judged and opened, ${ms(of("streamMs"))} to the stream`,
    ),
    row("a breaching sample to an open page, which says so", of("saidMs"), ""),
    {
      measure: "a breaching sample to the open page read anew",
      figure: ms(of("pageMs")),
      floor,
    },
  ];
}

/** Releases with exposure, whose criterion is this one. */
async function exposeAll(world: World, slugs: readonly string[]): Promise<void> {
  const { increase, confirm } = exposureActs(() => world);
  await world.release({ slug: "plain" });
  await world.template({ ...rollingTemplate, criteria: [criterion] }, "cora");
  await rollbackActs(() => world).declare();
  for (const slug of slugs) {
    const release = await world.release({ slug, template: rollingTemplate.key });
    await (
      await increase(release, 5)
    )();
    await confirm(release, 5);
  }
}

interface Round {
  eventMs: number;
  /** Until the page said so, and until all of it was read anew. */
  saidMs: number;
  pageMs: number;
  /** Until the end of the step that the sample falls into; then until the breach was opened; then until it was heard. */
  stepMs: number;
  openedMs: number;
  streamMs: number;
}

interface Heard {
  /** When it was written, and when it was heard. */
  at: number;
  heardAt: number;
}

interface Asked {
  site: Server;
  token: string;
  slug: string;
  page: Page;
  /** Which part of a second has gone by when the sample is sent. */
  phase: number;
}

async function breachOf({ site, token, slug, page, phase }: Asked): Promise<Round> {
  const post = async (v: number): Promise<number> => {
    const t = Date.now();
    const answer = await send(`${site.url}/api/v1/metrics/samples`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ samples: [{ metric: latency.metric, release: slug, cohort: "canary", t, v }] }),
    });
    if (answer.status !== 200) throw new Error(`a sample answered ${answer.status}: ${String(answer.body)}`);
    return t;
  };
  await page.goto(`${site.url}/releases/${slug}/rollbacks`);
  await page.getByText("live", { exact: true }).first().waitFor();
  const { opened } = await listen({ site, token });
  await post(100);
  // After the healthy sample was judged.
  const from = Math.ceil(Date.now() / step + 2) * step;
  await wait(from + phase * step - Date.now());
  const sentAt = await post(900);
  const said = page.getByRole("status").getByText(/^Breach found on|is proposed/);
  const seen = page.getByText("Never rolled back");
  const [event, saidAt, pageAt] = await Promise.all([
    opened,
    said.waitFor({ timeout: 30_000 }).then(() => Date.now()),
    seen.waitFor({ state: "detached", timeout: 30_000 }).then(() => Date.now()),
  ]);
  const stepEnds = Math.ceil(sentAt / step) * step;
  return {
    eventMs: event.heardAt - sentAt,
    saidMs: saidAt - sentAt,
    pageMs: pageAt - sentAt,
    stepMs: stepEnds - sentAt,
    openedMs: event.at - stepEnds,
    streamMs: event.heardAt - event.at,
  };
}

/** The stream of events, once it is open, until a breach is opened. */
function listen({ site, token }: Pick<Asked, "site" | "token">): Promise<{ opened: Promise<Heard> }> {
  const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
  return new Promise((isOpen, fail) => {
    const opened = new Promise<Heard>((hear, failLater) => {
      const asked = request(`${site.url}/api/v1/events`, { headers }, (answer) => {
        let said = "";
        answer.on("data", (part: Buffer) => {
          const heardAt = Date.now();
          said += part.toString("utf8");
          if (said.includes("event: ready")) isOpen({ opened });
          const at = openedIn(said);
          if (at === null) return;
          hear({ at, heardAt });
          asked.destroy();
        });
      });
      for (const failed of [fail, failLater]) asked.on("error", failed);
      asked.end();
    });
  });
}

/** When the breach was opened that the stream told of. */
function openedIn(said: string): number | null {
  for (const [, data = ""] of said.matchAll(/^data: (.*)\n/gm)) {
    const entry = JSON.parse(data) as { type?: string; at: string };
    if (entry.type === "breach.opened") return Date.parse(entry.at);
  }
  return null;
}
