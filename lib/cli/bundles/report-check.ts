import { asAnswer, findText } from "@/lib/cli/answers";
import type { Invocation } from "@/lib/cli/command";
import { path } from "@/lib/cli/http";

interface Reported {
  release: string;
  name: string;
  digest: string;
  status: "passed" | "failed" | "error";
  summary: string;
  evidence: Record<string, unknown>;
}

const longestSummary = 1_900;

/** Reports what came of it as a check of a release; answers the id of the result. */
export async function reportAsCheck(
  invocation: Invocation,
  { release, name, digest, status, summary, evidence }: Reported,
): Promise<string | null> {
  const { values, io, flags } = invocation;
  const body = {
    name,
    bundleDigest: digest,
    status,
    summary: summary.length > longestSummary ? `${summary.slice(0, longestSummary)}…` : summary,
    evidence,
    ...(values["url"] === undefined ? {} : { url: values["url"] }),
  };
  const reply = await invocation.api().post(path`/releases/${release}/checks`, body);
  if (!flags.has("json")) io.warn(`Reported the check ${name} of ${release}: ${status}.\n`);
  return findText(asAnswer(reply.body), "id");
}
