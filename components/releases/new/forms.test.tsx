import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { BundleForm } from "@/components/bundles/forms/bundle-form";
import type { Outcome } from "@/components/ui/outcome";
import type { ChosenTemplate } from "@/lib/releases/new-release-model";
import { PlanForm } from "../forms/plan-form";
import { RolesForm } from "../forms/roles-form";
import { SourceForm } from "../forms/source-form";
import { typedOf } from "../forms/typed";
import { NewReleaseForm } from "./new-release-form";

const security = {
  role: "security",
  title: "Security",
  isNeeded: true,
  eligible: [{ name: "sec@example.org", title: "Sec", people: ["s"] }],
};
const quorums = [{ title: "Agreed", slots: [{ roles: ["security"], count: 1 }] }];
const template: ChosenTemplate = {
  key: "model-release",
  version: 2,
  title: "Model release",
  description: null,
  stages: [],
  quorums,
  roles: [security],
};
const component = {
  key: "silero-vad",
  title: "Silero VAD",
  kind: "model",
  tier: 2,
  owner: "Speech",
  owners: [],
  live: null,
  bundles: [],
};
const never = () => Promise.reject(new Error("not sent in this test"));
const act = (): Promise<Outcome> => never();

describe("forms as the server first draws them, which is all there is without script", () => {
  it("put forward the only person of a pool and the only component, and say that it can start", () => {
    const champion = { id: "c", name: "Champ", email: "champ@example.org" };
    const html = renderToString(
      <NewReleaseForm
        offer={{ components: [component], champions: [champion] }}
        template={template}
        me="champ@example.org"
        act={never}
      >
        choice
      </NewReleaseForm>,
    );
    expect(html).toMatch(
      /name="role:security"[^>]*checked=""[^>]*value="sec@example.org"|checked=""[^>]*name="role:security"/,
    );
    expect(html).toContain("the draft can be started");
  });

  it("show a plan as it is written, with markup as text", () => {
    const plan = {
      objective: { problem: "<script>alert(1)</script>" },
      risk: [{ risk: "It is slow" }, { risk: "It is wrong", impact: "High" }],
    };
    const html = renderToString(
      <PlanForm release="r" ifMatch="sha256:1" initial={typedOf(plan)} act={never} />,
    );
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).toContain('name="/risk/1/impact"');
    expect(html).toContain('name="ifMatch" value="sha256:1"');
  });

  it("draw the roles, a bundle and a document", () => {
    const roles = { security: ["sec@example.org"] };
    expect(
      renderToString(
        <RolesForm release="r" pools={[security]} held={roles} quorums={quorums} owners={[]} act={act} />,
      ),
    ).toContain('name="was:security"');
    expect(
      renderToString(<BundleForm release="r" component={{ key: "m", title: "M" }} act={act} />),
    ).toContain("Make a manifest from files");
    expect(
      renderToString(
        <SourceForm release="r" kind="criteria" title="Criteria" ifMatch={null} source="[]" act={never} />,
      ),
    ).toContain("Criteria, as YAML");
  });
});
