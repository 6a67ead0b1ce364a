import { verificationOutcome } from "@/lib/bundles/replay-rules";
import type { HashedArtifact, VerificationOutcome, VerificationSaid } from "@/lib/bundles/replay-schemas";
import { asAnswer, findText } from "@/lib/cli/answers";
import { type BundleSource, readBundle } from "@/lib/cli/bundles/bundle-source";
import { type Located, locateAll } from "@/lib/cli/bundles/locate";
import { reportAsCheck } from "@/lib/cli/bundles/report-check";
import { take } from "@/lib/cli/bundles/take";
import { ownPlatform } from "@/lib/cli/bundles/words";
import { type Exit, exits, type Invocation } from "@/lib/cli/command";
import { path } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";
import { type Colour, columns, counted, paint, printJson } from "@/lib/cli/text";

/** What the requirement that asks for a verified bundle waits for. */
const checkName = "bundle-verified";

const exitOf: Record<VerificationOutcome, Exit> = {
  verified: exits.ok,
  differs: exits.refused,
  incomplete: exits.notReady,
};

export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags, values } = invocation;
  const bundle = await readBundle(invocation, { asStated: true });
  const artifacts: HashedArtifact[] = [];
  for (const located of locateAll(bundle, invocation)) artifacts.push(await hashAgain(located));
  const outcome = verificationOutcome(artifacts);
  const reported =
    flags.has("report") || values["release"] !== undefined
      ? await report(invocation, bundle, { outcome, artifacts })
      : { recorded: null, check: null };
  const { digest, manifest } = bundle;
  const { component, version } = manifest;
  if (flags.has("json"))
    printJson(io, { digest, component, version, outcome, platform: ownPlatform(), artifacts, ...reported });
  else io.write(verificationText(io, bundle, { outcome, artifacts }));
  return exitOf[outcome];
}

async function hashAgain(located: Located): Promise<HashedArtifact> {
  const { kind, name } = located.artifact;
  return { kind, name, ...(await take(located)) };
}

interface Found {
  outcome: VerificationOutcome;
  artifacts: HashedArtifact[];
}

async function report(
  invocation: Invocation,
  { digest, manifest }: BundleSource,
  { outcome, artifacts }: Found,
): Promise<{ recorded: string | null; check: string | null }> {
  const { values } = invocation;
  const said: VerificationSaid = {
    platform: ownPlatform(),
    artifacts,
    ...(values["url"] === undefined ? {} : { url: values["url"] }),
  };
  const at = path`/components/${manifest.component}/bundles/${digest}/verifications`;
  const recorded = findText(asAnswer((await invocation.api().post(at, said)).body), "id");
  const release = values["release"];
  if (release === undefined) return { recorded, check: null };
  const bad = artifacts.filter(({ result }) => result === "differs" || result === "missing");
  const status = { verified: "passed", differs: "failed", incomplete: "error" } as const;
  const check = await reportAsCheck(invocation, {
    release,
    name: checkName,
    digest,
    status: status[outcome],
    summary:
      bad.length === 0
        ? `${counted(artifacts.length, "artifact")} hashed again on ${ownPlatform()}.`
        : bad.map(({ name, result }) => `${name}: ${result}`).join(", "),
    evidence: { verification: recorded, platform: ownPlatform(), artifacts },
  });
  return { recorded, check };
}

const signs: Record<HashedArtifact["result"], readonly [string, Colour]> = {
  same: ["same", "green"],
  differs: ["differs", "red"],
  missing: ["not found", "yellow"],
  "not-verifiable": ["not verifiable", "dim"],
};

function verificationText(io: Io, { manifest, digest }: BundleSource, { artifacts }: Found): string {
  const rows = artifacts.map(({ kind, name, result, note }) => {
    const [word, colour] = signs[result];
    return [paint(io, colour, word), kind, name, note ?? ""];
  });
  return `${manifest.component} ${manifest.version}, ${digest}\n${columns(rows, { indent: 2 })}${summary(artifacts)}\n`;
}

function summary(artifacts: readonly HashedArtifact[]): string {
  const count = (result: HashedArtifact["result"]) =>
    artifacts.filter((each) => each.result === result).length;
  const [same, hosted] = [count("same"), count("not-verifiable")];
  const hashed = artifacts.length - hosted;
  return [
    `${same} of ${counted(hashed, "artifact")} ${same === 1 ? "is" : "are"} what the manifest says`,
    ...(count("differs") > 0 ? [`${count("differs")} ${count("differs") === 1 ? "differs" : "differ"}`] : []),
    ...(count("missing") > 0
      ? [`${count("missing")} ${count("missing") === 1 ? "was" : "were"} not found`]
      : []),
    ...(hosted > 0 ? [`${hosted} hosted elsewhere, which nobody here can hash`] : []),
  ].join("; ");
}
