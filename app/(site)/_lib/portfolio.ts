import "server-only";
import { sortOf, withoutDefaults } from "@/components/releases/portfolio-words";
import {
  countPortfolio,
  type OrganisationHeldBy,
  type PortfolioCounts,
  portfolio,
  type PortfolioPage,
} from "@/lib/gates/portfolio-queries";
import { settleProjections } from "@/lib/gates/refresh-projections";
import type { PersonActor } from "@/lib/identity/actor";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import type { ReleaseFilter } from "@/lib/releases/list-schemas";

interface Asked {
  actor: PersonActor;
  filter: ReleaseFilter;
  today: string;
  cursor: string | undefined;
  back: string | undefined;
}

/** A page of the portfolio and the counts above it, with what is due brought up to date first. */
export async function readPortfolio(
  asked: Asked,
): Promise<{ page: PortfolioPage; counts: PortfolioCounts; holds: OrganisationHeldBy[] }> {
  const own = kernel();
  const { actor, today } = asked;
  await settleProjections(own);
  const [page, counted] = await Promise.all([
    readPage(asked),
    countPortfolio(own.db.prisma, { actor, today }),
  ]);
  return { page, ...counted };
}

/** A cursor that is none, or of another order, shows the start of the list. */
async function readPage({ filter, cursor, back, ...asked }: Asked): Promise<PortfolioPage> {
  const { db, clock } = kernel();
  const whole = {
    ...asked,
    filter: { state: "in-flight" as const, ...filter },
    sort: sortOf(filter),
    now: clock.now(),
  };
  try {
    return await portfolio(db.prisma, { ...whole, cursor, back });
  } catch (error) {
    const isCursor = error instanceof AppError && error.extras.faults?.some(({ path }) => path === "/cursor");
    if (isCursor !== true) throw error;
    return portfolio(db.prisma, whole);
  }
}

/** Whether the address names any condition beside those that every list has. */
export function isNarrowed(filter: ReleaseFilter): boolean {
  return Object.keys(withoutDefaults(filter)).length > 0;
}
