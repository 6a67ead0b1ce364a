import type { Metadata } from "next";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { Refusal } from "@/components/people/people";
import { ScheduleForm } from "@/components/reviews/schedule-form";
import { Card } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { localTimeOf } from "@/lib/platform/recurrence";
import { readChoices } from "@/lib/releases/choice-queries";
import { mayCallReview } from "@/lib/reviews/rules";
import { getReader, one } from "../../_lib/reader";
import { schedule } from "../actions";

export const metadata: Metadata = { title: "Call a review" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const hourMs = 3_600_000;

export default async function NewReviewPage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const [reader, choices, asked] = await Promise.all([
    getReader(),
    readChoices(kernel().db.prisma),
    searchParams,
  ]);
  const may = mayCallReview(actor);
  const tomorrow = localTimeOf(reader.now + 24 * hourMs, reader.zone);
  return (
    <>
      <PageHead title="Call a review">
        It decides nothing by itself: how it ends is said by whoever holds the right on each release.
      </PageHead>
      {may.allowed ? (
        <ScheduleForm
          act={schedule}
          choices={choices}
          zone={reader.zone}
          start={`${tomorrow.slice(0, 10)}T10:00`}
          release={one(asked["release"]) ?? ""}
        />
      ) : (
        <Card>
          <Refusal {...may} />
        </Card>
      )}
    </>
  );
}
