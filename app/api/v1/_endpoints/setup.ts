import { addressOf } from "@/lib/platform/site";
import { endpoint } from "@/lib/platform/web";
import { stepOf } from "@/lib/setup/model";
import { openWorkspace } from "@/lib/setup/open-workspace";
import { getSetupFacts } from "@/lib/setup/queries";
import { FirstAdmin, SetupAnswer } from "@/lib/setup/schemas";
import { z } from "zod";

const tag = "Set-up";

export const getSetup = endpoint({
  method: "GET",
  path: "/setup",
  tag,
  summary: "How far the set-up of this workspace is",
  public: true,
  answers: { 200: SetupAnswer },
  handle: async ({ kernel }) => {
    const facts = await getSetupFacts(kernel.db.prisma);
    return { status: 200, body: { step: stepOf(facts), isFinished: facts.hasRights } };
  },
});

export const postSetup = endpoint({
  method: "POST",
  path: "/setup",
  tag,
  summary: "Open an empty workspace as its first admin, with the code from the server's log",
  description: "Works once, and attempts are limited. What follows is done by the ordinary calls, signed in.",
  public: true,
  body: FirstAdmin,
  answers: { 201: z.strictObject({ email: z.string() }) },
  handle: async ({ kernel, body, request, call }) => {
    const from = { address: addressOf(request.headers), requestId: call.requestId };
    const { email } = await openWorkspace(kernel, body, from);
    return { status: 201, body: { email } };
  },
});

export const setupEndpoints = [getSetup, postSetup];
