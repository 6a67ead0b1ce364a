import type { ReactElement } from "react";
import { checkSayings } from "@/components/gates/status";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { Empty } from "@/components/ui/empty";
import { Input, Select, Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Card, Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import type { CheckAttempt } from "@/lib/gates/page-model";
import type { ComponentView, ReleaseView } from "@/lib/releases/page-model";

interface AskedCheck {
  name: string;
  gates: string[];
  components: ComponentView[];
  attempts: CheckAttempt[];
}

/** Every check that the gates ask for, with the line that reports it and a form for who does it by hand. */
export function ChecksView({
  release,
  act,
}: {
  release: ReleaseView;
  /** null: of a past moment. */
  act: Act | null;
}): ReactElement {
  const checks = checksOf(release);
  if (checks.length === 0)
    return (
      <Card className="p-0">
        <Empty title="No gate asks for a check">Checks are results that pipelines report for a bundle.</Empty>
      </Card>
    );
  return (
    <>
      {checks.map((check) => (
        <Section
          key={check.name}
          id={check.name}
          title={check.name}
          aside={`asked for by ${check.gates.join(", ")}`}
          flush
        >
          <ul>
            {check.components.map((component) => (
              <Line key={component.key} release={release} check={check} component={component} act={act} />
            ))}
          </ul>
        </Section>
      ))}
    </>
  );
}

function checksOf({ stages, components }: ReleaseView): AskedCheck[] {
  const found = new Map<string, AskedCheck>();
  for (const gate of stages.flatMap((stage) => stage.gates))
    for (const { check, checks } of gate.requirements) {
      if (check === null) continue;
      const known = found.get(check.name) ?? { name: check.name, gates: [], components: [], attempts: [] };
      const asked = components.filter(({ key }) => check.components?.includes(key) ?? true);
      found.set(check.name, {
        name: check.name,
        gates: [...new Set([...known.gates, gate.title])],
        components: [...new Set([...known.components, ...asked])],
        attempts: [...known.attempts, ...checks],
      });
    }
  return [...found.values()];
}

function Line({
  release,
  check,
  component,
  act,
}: {
  release: ReleaseView;
  check: AskedCheck;
  component: ComponentView;
  act: Act | null;
}): ReactElement {
  const { candidate } = component;
  const last = check.attempts.find(
    (each) => each.component === component.key && each.bundleDigest === candidate?.digest,
  );
  const isActive = release.state === "draft" || release.state === "active";
  const line = `countersign check report --release ${release.slug} --name ${check.name} --bundle ${candidate?.digest ?? ""} --status passed`;
  return (
    <li className="flex flex-col gap-1.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <p className="flex flex-wrap items-center gap-x-3">
        <span className="font-medium">{component.title}</span>
        {candidate === null ? (
          <span className="text-ink-3">waits for a candidate</span>
        ) : last === undefined ? (
          <span className="text-ink-2">no result for {candidate.version ?? "the candidate"} yet</span>
        ) : (
          <>
            <Mark {...checkSayings[last.status]}>{checkSayings[last.status].word}</Mark>
            <span className="text-ink-3">reported by {last.reportedBy}</span>
          </>
        )}
      </p>
      {candidate !== null && isActive && act !== null && (
        <>
          <div className="flex items-start gap-1 rounded-md border border-line bg-sunken px-2 py-1">
            <code className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{line}</code>
            <CopyButton text={line} label={`Copy the line that reports ${check.name}`} />
          </div>
          <ByHand
            release={release.slug}
            name={check.name}
            component={component}
            digest={candidate.digest}
            act={act}
          />
        </>
      )}
    </li>
  );
}

function ByHand({
  release,
  name,
  component,
  digest,
  act,
}: {
  release: string;
  name: string;
  component: ComponentView;
  digest: string;
  act: Act;
}): ReactElement {
  const id = `report--${name}--${component.key}`;
  return (
    <div>
      <SheetButton sheet={id} size="sm" label={`Report ${name} of ${component.title} by hand`}>
        Report it by hand…
      </SheetButton>
      <Sheet id={id} title={`Report ${name} of ${component.title}`}>
        <ActForm act={act} submit="Report it" busy="Recording…">
          <input type="hidden" name="release" value={release} />
          <input type="hidden" name="name" value={name} />
          <input type="hidden" name="bundleDigest" value={digest} />
          <Select
            label="Result"
            name="status"
            options={[
              { value: "passed", label: "Passed" },
              { value: "failed", label: "Failed" },
              { value: "error", label: "Error: it could not be told" },
              { value: "running", label: "Running" },
            ]}
          />
          <Textarea label="What was found" name="summary" rows={2} maxLength={1_000} />
          <Input label="Address of the report" name="url" type="url" placeholder="https://" />
          <p className="text-xs text-ink-3">
            Your name stands beside it. Authors of the bundle do not report its checks.
          </p>
        </ActForm>
      </Sheet>
    </div>
  );
}
