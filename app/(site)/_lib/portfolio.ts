import "server-only";
import { sortOf, withoutDefaults } from "@/components/releases/portfolio-words";
import { listComponents } from "@/lib/catalogue/queries";
import {
  countPortfolio,
  type PortfolioCounts,
  portfolio,
  type PortfolioPage,
} from "@/lib/gates/portfolio-queries";
import { settleProjections } from "@/lib/gates/refresh-projections";
import type { PersonActor } from "@/lib/identity/actor";
import { listTeams } from "@/lib/identity/queries";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { listRoles } from "@/lib/policy/role-queries";
import type { ReleaseFilter } from "@/lib/releases/list-schemas";
import { listTemplates } from "@/lib/releases/template-queries";

interface Asked {
  actor: PersonActor;
  filter: ReleaseFilter;
  today: string;
  cursor: string | undefined;
  back: string | undefined;
}

/** A page of the portfolio and the counts above it, with what is due brought up to date first. */
export async function readPortfolio(asked: Asked): Promise<{ page: PortfolioPage; counts: PortfolioCounts }> {
  const own = kernel();
  const { actor, today } = asked;
  await settleProjections(own);
  const [page, counts] = await Promise.all([
    readPage(asked),
    countPortfolio(own.db.prisma, { actor, today }),
  ]);
  return { page, counts };
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

type Choice = { value: string; label: string };
const choice = ({ key, title }: { key: string; title: string }): Choice => ({ value: key, label: title });

/** What the conditions can be chosen from. */
export async function readChoices(): Promise<
  Record<"teams" | "components" | "templates" | "roles", Choice[]>
> {
  const { db, clock } = kernel();
  const [teams, components, templates, roles] = await Promise.all([
    listTeams(db.prisma, { limit: 200 }),
    listComponents(db.prisma, { limit: 200 }),
    listTemplates(db.prisma, { limit: 200 }),
    listRoles(db.prisma, clock.now()),
  ]);
  return {
    teams: teams.items.map(choice),
    components: components.items.map(choice),
    templates: templates.items.map(choice),
    roles: roles.map(choice),
  };
}

/** Whether the address names any condition beside those that every list has. */
export function isNarrowed(filter: ReleaseFilter): boolean {
  return Object.keys(withoutDefaults(filter)).length > 0;
}
