import type { ReactElement } from "react";
import { gateSayings } from "@/components/gates/status";
import { Avatar } from "@/components/ui/avatar";
import { Badge, Mark } from "@/components/ui/badge";
import { Button, LinkButton } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Disclosure } from "@/components/ui/disclosure";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error-state";
import { Fact, Facts } from "@/components/ui/facts";
import { KeyHint } from "@/components/ui/key-hint";
import { Notice } from "@/components/ui/notice";
import { Pagination } from "@/components/ui/pagination";
import { Card, Section } from "@/components/ui/section";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Table, Td, Th } from "@/components/ui/table";
import { toneWords } from "@/components/ui/tokens";
import { tones } from "@/components/ui/tone";
import { MiniTrack, Track, type TrackStep } from "@/components/ui/track";
import { Why } from "@/components/ui/why";

const looks = ["primary", "secondary", "quiet", "danger"] as const;

export function Buttons(): ReactElement {
  return (
    <div className="flex flex-col gap-4">
      {(["md", "sm"] as const).map((size) => (
        <div key={size} className="flex flex-wrap items-center gap-2">
          {looks.map((look) => (
            <Button key={look} look={look} size={size}>
              {look[0]?.toUpperCase()}
              {look.slice(1)}
            </Button>
          ))}
          <LinkButton size={size} href="/design">
            A link
          </LinkButton>
          <Button size={size} aria-busy="true" aria-disabled="true">
            One moment…
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap gap-8">
        <Why label="Off" reason="A control that is off stays in reach and says why." />
        <Why
          label="Off"
          name="Off, with who may"
          reason={null}
          whoMay={[{ name: "Who holds the right" }]}
          look="primary"
        />
      </div>
    </div>
  );
}

const steps: TrackStep[] = (["passed", "ready", "stale", "blocked", "upcoming"] as const).map((key) => ({
  key,
  title: gateSayings[key].word,
  ...gateSayings[key],
  word: gateSayings[key].word.toLowerCase(),
  current: key === "ready",
  done: key === "passed",
}));

export function Pieces(): ReactElement {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Section title="Table" aside="with a head and an aside" flush level={3}>
        <Table label="Tones">
          <thead>
            <tr>
              <Th>Tone</Th>
              <Th>Says</Th>
            </tr>
          </thead>
          <tbody>
            {tones.map((tone) => (
              <tr key={tone}>
                <Td>
                  <Badge tone={tone}>{tone}</Badge>
                </Td>
                <Td>{toneWords[tone]}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
        <div className="px-4 py-2">
          <Pagination
            label="Pages of tones"
            shown={`${tones.length} tones`}
            first={null}
            next="/design#pieces"
          />
        </div>
      </Section>
      <div className="flex min-w-0 flex-col gap-4">
        <Card>
          <Facts>
            <Fact name="Person">
              <span className="inline-flex items-center gap-1.5">
                <Avatar name="First Last" /> First Last
              </span>
            </Fact>
            <Fact name="Text">
              A value beside its name <CopyButton text="A value beside its name" label="Copy the value" />
            </Fact>
            <Fact name="Keys">
              <KeyHint keys="g p" />
            </Fact>
          </Facts>
          <Disclosure summary="What opens in place" className="pt-2">
            <p className="text-sm text-ink-2">Without script too.</p>
          </Disclosure>
        </Card>
        <Card>
          <Track label="Steps" steps={steps} />
          <div className="pt-4">
            <MiniTrack label="Steps in one line" steps={steps} />
          </div>
        </Card>
        <Card className="flex flex-wrap gap-4">
          {steps.map((step) => (
            <Mark key={step.key} tone={step.tone} shape={step.shape}>
              {step.title}
            </Mark>
          ))}
        </Card>
      </div>
    </div>
  );
}

export function Messages(): ReactElement {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <div className="flex flex-col gap-2">
        {tones.map((tone) => (
          <Notice key={tone} tone={tone} title={`Notice: ${tone}`}>
            It {toneWords[tone]}.
          </Notice>
        ))}
      </div>
      <div className="flex flex-col gap-4">
        <Card className="p-0">
          <Empty title="Nothing is here yet" action={<Button size="sm">What fills it</Button>}>
            And how something gets here.
          </Empty>
        </Card>
        <Card>
          <Loading label="A part that is on its way">
            <div className="flex flex-col gap-3">
              <Skeleton className="h-4 w-1/2" />
              <Skeleton className="h-3 w-full" />
              <Skeleton className="h-3 w-4/5" />
            </div>
          </Loading>
        </Card>
        <Card className="p-0">
          <ErrorState
            title="This could not be shown"
            reference="2718281828"
            action={<Button>Try again</Button>}
          >
            Nothing was changed.
          </ErrorState>
        </Card>
      </div>
    </div>
  );
}
