import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Pagination } from "@/components/ui/pagination";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { requireActor } from "@/lib/identity/get-actor";
import { healthHref, valuesCsvHref, valuesHref } from "@/lib/insights/addresses";
import { counted, type Measure, measures } from "@/lib/insights/model";
import { listValues } from "@/lib/insights/queries";
import { filterOf, type HealthFilter, type ValueAnswer } from "@/lib/insights/schemas";
import { healthTitles } from "@/lib/insights/title-queries";
import {
  detailTitle,
  type HealthTitles,
  namedIn,
  requirementTitle,
  subjectTitle,
} from "@/lib/insights/titles";
import { lengthWords, measureWords, monthWords } from "@/lib/insights/words";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { chosen } from "../../_lib/filters";
import { getReader, one } from "../../_lib/reader";
import { healthQueryIn, type Search } from "../_filter";

export const metadata: Metadata = { title: "Values behind a figure" };

interface Props {
  searchParams: Promise<Search>;
}

interface Asked {
  filter: HealthFilter;
  measure: Measure;
  subject: string | undefined;
  detail: string | undefined;
  cursor: string | undefined;
}

export default async function ValuesPage({ searchParams }: Props): Promise<ReactElement> {
  const search = await searchParams;
  const query = healthQueryIn(search);
  const measure = chosen(search["measure"], measures) ?? "readiness";
  const [subject, detail, cursor] = [one(search["subject"]), one(search["detail"]), one(search["cursor"])];
  const filter = filterOf(query, kernel().clock.now());
  const [{ items, nextCursor }, reader] = await Promise.all([
    readValues({ filter, measure, subject, detail, cursor }),
    getReader(),
  ]);
  const about = { measure, subject: subject ?? "", detail: detail ?? "" };
  const titles = await healthTitles(
    kernel().db.prisma,
    namedIn([about, ...items.map((each) => ({ ...each, measure }))]),
  );
  const opened = { measure, subject, detail };
  return (
    <>
      <PageHead
        title={measureWords[measure].title}
        acts={
          <a className={buttonClass()} href={valuesCsvHref(query, opened)} download={`${measure}.csv`}>
            Download as CSV
          </a>
        }
      >
        <p>
          {saidOf(titles, about)}
          {monthWords(filter.from)} to {monthWords(filter.to)}, one by one, the latest first.{" "}
          <Link className="link" href={healthHref(query)}>
            Back to the figures
          </Link>
        </p>
      </PageHead>
      <Section title="Values" flush className="max-w-5xl">
        {items.length === 0 ? (
          <Empty title="There are none">Nothing of this was recorded in these months.</Empty>
        ) : (
          <Values items={items} measure={measure} titles={titles} reader={reader} />
        )}
      </Section>
      {items.length > 0 && (
        <div className="max-w-5xl pt-3">
          <Pagination
            label="Pages of values"
            shown={items.length === 1 ? "1 value" : `${items.length} values`}
            first={cursor === undefined ? null : valuesHref(query, opened)}
            next={nextCursor === null ? null : valuesHref(query, { ...opened, cursor: nextCursor })}
          />
        </div>
      )}
    </>
  );
}

function saidOf(
  titles: HealthTitles,
  { measure, subject, detail }: { measure: Measure; subject: string; detail: string },
): string {
  const words = [
    ...(subject === "" ? [] : [subjectTitle(titles, measure, subject)]),
    ...(detail === "" ? [] : [detailTitle(titles, measure, detail)]),
  ];
  return words.length === 0 ? "" : `${words.join(", ")}. `;
}

function Values({
  items,
  measure,
  titles,
  reader,
}: {
  items: readonly ValueAnswer[];
  measure: Measure;
  titles: HealthTitles;
  reader: Awaited<ReturnType<typeof getReader>>;
}): ReactElement {
  const isCounted = (counted as readonly Measure[]).includes(measure);
  const hasOf = items.some(({ subject, detail, about }) => subject !== "" || detail !== "" || about !== "");
  return (
    <Table label="Values by release">
      <thead>
        <tr>
          <Th>Release</Th>
          {hasOf && <Th className="max-sm:hidden">Of</Th>}
          <Th className="max-sm:hidden">When</Th>
          {!isCounted && <Th className="text-right">Took</Th>}
        </tr>
      </thead>
      <tbody>
        {items.map(({ release, subject, detail, about, at, valueMs, isLate }, index) => (
          <tr key={`${at} ${subject} ${detail} ${about} ${index}`}>
            <Td>
              <Link className="link" href={`/releases/${release.slug}`}>
                {release.title}
              </Link>
              {/* On a phone columns of their own would leave the others no room. */}
              <span className="block text-xs text-ink-2 sm:hidden">
                <Of {...{ titles, measure, subject, detail, about }} />
              </span>
              <span className="block text-xs text-ink-3 sm:hidden">
                <Time at={Date.parse(at)} reader={reader} show="full" />
              </span>
            </Td>
            {hasOf && (
              <Td className="text-ink-2 max-sm:hidden">
                <Of {...{ titles, measure, subject, detail, about }} />
              </Td>
            )}
            <Td className="max-sm:hidden">
              <Time at={Date.parse(at)} reader={reader} show="full" />
            </Td>
            {!isCounted && (
              <Td className="tabular text-right whitespace-nowrap">
                {valueMs === null ? "" : lengthWords(valueMs)}
                {isLate && <span className="block text-xs text-stop">longer than agreed</span>}
              </Td>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Of what of the release a value is told. */
function Of({
  titles,
  measure,
  subject,
  detail,
  about,
}: { titles: HealthTitles; measure: Measure } & Pick<
  ValueAnswer,
  "subject" | "detail" | "about"
>): ReactElement {
  const words = [
    subject === "" ? null : subjectTitle(titles, measure, subject),
    detail === "" ? null : detailTitle(titles, measure, detail),
    about === "" || isId(about)
      ? null
      : requirementTitle(titles, detail.includes("/") ? detail : subject, about),
  ];
  return (
    <>
      {words.filter((each) => each !== null).join(", ")}
      {isId(about) && measure in rollbackRooms && (
        <>
          {" "}
          <Link className="link" href={`/rollbacks/${about}`}>
            its room
          </Link>
        </>
      )}
    </>
  );
}

/** Of what is measured of a rollback there is a room to look into. */
const rollbackRooms: Partial<Record<Measure, true>> = {
  rollback: true,
  "component-rollback": true,
  detect: true,
  decide: true,
  execute: true,
  recover: true,
};

function isId(about: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(about);
}

/** A cursor that is none shows the start. */
async function readValues(asked: Asked): ReturnType<typeof listValues> {
  const actor = await requireActor();
  try {
    return await listValues(kernel().db.prisma, { actor, ...asked });
  } catch (error) {
    if (!(error instanceof AppError) || asked.cursor === undefined) throw error;
    return readValues({ ...asked, cursor: undefined });
  }
}
