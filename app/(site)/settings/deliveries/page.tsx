import type { Metadata } from "next";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { RefreshSoon } from "@/components/releases/refresh-soon";
import { Cell, Row, Rows } from "@/components/settings/rows";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Empty } from "@/components/ui/empty";
import { Select } from "@/components/ui/field";
import { FilterBar } from "@/components/ui/filter-bar";
import { Pagination } from "@/components/ui/pagination";
import { Card } from "@/components/ui/section";
import type { ShapeName } from "@/components/ui/shape";
import { type Reader, Time } from "@/components/ui/time";
import type { Tone } from "@/components/ui/tone";
import { requireActor } from "@/lib/identity/get-actor";
import { type DeliveryState, deliveryStates } from "@/lib/notifications/delivery-model";
import { listDeliveries } from "@/lib/notifications/delivery-queries";
import type { DeliveryView } from "@/lib/notifications/endpoint-schemas";
import { kernel } from "@/lib/platform/app";
import { isId } from "@/lib/platform/ids";
import { addressWith } from "../../_lib/filters";
import { found } from "../../_lib/found";
import { getReader, one } from "../../_lib/reader";
import { repeat } from "./actions";

export const metadata: Metadata = { title: "Deliveries" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const path = "/settings/deliveries";
const columns = "lg:grid-cols-[minmax(0,2fr)_10rem_9rem_minmax(0,3fr)_8rem]";

const stateWords: Readonly<Record<DeliveryState, [word: string, tone: Tone, shape: ShapeName]>> = {
  queued: ["Waits", "idle", "clock"],
  failed: ["Is tried again", "work", "half"],
  sent: ["Sent", "good", "check-disc"],
  dead: ["Given up", "stop", "stop"],
  dropped: ["Dropped", "aged", "dash"],
};
const channelWords = { email: "e-mail", slack: "chat", webhook: "webhook" } as const;

export default async function DeliveriesPage({ searchParams }: Props): Promise<ReactElement> {
  const [actor, reader, asked] = await Promise.all([requireActor(), getReader(), searchParams]);
  const webhook = one(asked["webhook"]);
  const endpoint = webhook !== undefined && isId(webhook) ? webhook : undefined;
  const state = deliveryStates.find((each) => each === one(asked["state"]));
  const filters = { state, webhook: endpoint };
  const page = await found(
    listDeliveries(kernel().db.prisma, {
      actor,
      page: { cursor: one(asked["cursor"]) },
      filter: { state, endpoint },
    }),
  );
  const isSet = state !== undefined || endpoint !== undefined;
  const isUnderWay = page.items.some(({ dueAt }) => dueAt !== null && Date.parse(dueAt) <= reader.now);
  return (
    <>
      {isUnderWay && <RefreshSoon />}
      <PageHead title="Deliveries">
        {actor.access === "admin"
          ? "Messages of everybody, and to webhooks: what was sent, what is on its way, what was given up."
          : "Messages to you: what was sent, what is on its way, what was given up."}
      </PageHead>
      <FilterBar
        action={path}
        label="Deliveries"
        isSet={isSet}
        keep={endpoint === undefined ? {} : { webhook: endpoint }}
      >
        <div className="sm:w-44">
          <Select
            label="State"
            hideLabel
            name="state"
            defaultValue={state ?? ""}
            options={[
              { value: "", label: "Any state" },
              ...deliveryStates.map((each) => ({ value: each, label: stateWords[each][0] })),
            ]}
          />
        </div>
      </FilterBar>
      {page.items.length === 0 ? (
        <Card className="p-0">
          <Empty title={isSet ? "No message is like that" : "Nothing was sent yet"}>
            What is told by e-mail, chat or webhook stands here with each attempt. What does not arrive is
            tried ten times over three days, and can be sent again after.
          </Empty>
        </Card>
      ) : (
        <Rows label="Deliveries" columns={columns} heads={["To", "State", "Made", "Attempts", ""]}>
          {page.items.map((each) => (
            <Delivery key={each.id} delivery={each} reader={reader} />
          ))}
        </Rows>
      )}
      <div className="pt-3">
        <Pagination
          label="Pages of deliveries"
          shown={`${page.items.length} ${page.items.length === 1 ? "message" : "messages"} here`}
          first={one(asked["cursor"]) === undefined ? null : addressWith(path, filters)}
          next={page.nextCursor === null ? null : addressWith(path, { ...filters, cursor: page.nextCursor })}
        />
      </div>
    </>
  );
}

function Delivery({ delivery, reader }: { delivery: DeliveryView; reader: Reader }): ReactElement {
  const { id, to, channel, notices, state, at, dueAt, isOwn } = delivery;
  const [word, tone, shape] = stateWords[state];
  return (
    <Row columns={columns}>
      <div className="min-w-0 wrap-anywhere">
        <span className="font-medium">{isOwn ? "You" : to}</span>
        <span className="block text-xs text-ink-3">
          by {channelWords[channel]}
          {notices > 1 && `, ${notices} notices`}
        </span>
      </div>
      <Mark tone={tone} shape={shape}>
        {word}
      </Mark>
      <Cell head="Made">
        <Time at={Date.parse(at)} reader={reader} show="ago" />
      </Cell>
      <Attempts delivery={delivery} dueAt={dueAt} reader={reader} />
      <div>
        {(state === "dead" || state === "failed" || state === "sent") && (
          <ActForm act={repeat} submit="Send it again" busy="…" look="secondary" size="sm" row>
            <input type="hidden" name="id" value={id} />
          </ActForm>
        )}
      </div>
    </Row>
  );
}

function Attempts({
  delivery: { attempts },
  dueAt,
  reader,
}: {
  delivery: DeliveryView;
  dueAt: string | null;
  reader: Reader;
}): ReactElement {
  const last = attempts.at(-1);
  const next = dueAt === null ? null : <Time at={Date.parse(dueAt)} reader={reader} />;
  if (last === undefined) return <Cell head="Attempts">none yet; due {next ?? "at once"}</Cell>;
  const summary = `${attempts.length} ${attempts.length === 1 ? "attempt" : "attempts"}`;
  if (attempts.length === 1 && last.problem === null) return <Cell head="Attempts">{summary}</Cell>;
  return (
    <div className="min-w-0 text-ink-2">
      <Disclosure summary={`${summary}: ${last.problem ?? "it arrived"}`}>
        <ol className="flex flex-col gap-1 text-xs">
          {attempts.map(({ number, at, problem }) => (
            <li key={number} className="wrap-anywhere">
              <Time at={Date.parse(at)} reader={reader} />: {problem ?? "it arrived"}
            </li>
          ))}
        </ol>
      </Disclosure>
      {next !== null && <p className="text-xs text-ink-3">Next attempt {next}</p>}
    </div>
  );
}
