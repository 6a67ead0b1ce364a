import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { Allowed } from "@/components/settings/allowed";
import { Overrides } from "@/components/settings/overrides";
import { RotaFields } from "@/components/settings/rota-fields";
import { RotaShifts } from "@/components/settings/rota-shifts";
import { ShiftSheet } from "@/components/settings/shift-sheet";
import { ActForm } from "@/components/ui/act-form";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { fieldsOfRota } from "@/lib/policy/rota-form";
import { getRotaPage } from "@/lib/policy/rota-queries";
import { roleWords } from "@/lib/policy/role-words";
import { found } from "../../../_lib/found";
import { getReader } from "../../../_lib/reader";
import { endOneOverride, override, putRota } from "../actions";

interface Props {
  params: Promise<{ key: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Rota ${(await params).key}` };
}

export default async function RotaPage({ params }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const { key } = await params;
  const { db, clock } = kernel();
  const [{ rota, mayChange, mayOverride }, reader] = await Promise.all([
    found(getRotaPage(db.prisma, { key, actor, now: clock.now() })),
    getReader(),
  ]);
  return (
    <>
      <PageHead
        title={<span className="wrap-anywhere">{rota.title}</span>}
        acts={
          <div className="flex flex-wrap gap-2">
            <Allowed verdict={mayChange} label="Change the rota" align="end">
              <SheetButton sheet="change-rota">Change the rota</SheetButton>
              <Sheet id="change-rota" title="Change the rota">
                <ActForm act={putRota} submit="Change it from now on" busy="Changing…">
                  <input type="hidden" name="key" value={rota.key} />
                  <input type="hidden" name="expected" value={rota.digest} />
                  <RotaFields fields={fieldsOfRota(rota.rota)} />
                  <p className="text-xs text-ink-2">
                    Past shifts stay as they were; what was signed in them stands.
                  </p>
                </ActForm>
              </Sheet>
            </Allowed>
            <Allowed verdict={mayOverride} label="Take or hand on a shift" look="primary" align="end">
              <ShiftSheet rota={rota} me={actor.email} act={override} reader={reader} />
            </Allowed>
          </div>
        }
      >
        <code className="font-mono">{rota.key}</code> · hand-overs in {rota.zone} · changed by the leads of{" "}
        {rota.team}
      </PageHead>
      <div className="flex flex-col gap-4">
        {rota.notInPool.map(({ role, people }) => (
          <Notice key={role} tone="work" title={`On shift without the role ${roleWords(role)}`}>
            {people.map(({ name }) => name).join(", ")}: not in its pool, so they do not hold it on their
            shifts. Its leads add them in{" "}
            <Link href={`/settings/roles/${role}`} prefetch={false} className="link">
              the role
            </Link>
            .
          </Notice>
        ))}
        <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
          <RotaShifts rota={rota} reader={reader} />
          <div className="flex min-w-0 flex-col gap-4">
            <Overrides rota={rota} act={endOneOverride} reader={reader} />
            <Section title="Fills" flush>
              {rota.uses.length === 0 ? (
                <p className="px-4 py-3 text-sm text-ink-2">No role of a release that you can see.</p>
              ) : (
                <ul>
                  {rota.uses.map(({ slug, title, role }) => (
                    <li
                      key={`${slug} ${role}`}
                      className="border-b border-line px-4 py-2 text-sm last:border-b-0"
                    >
                      <Link
                        href={`/releases/${slug}/roles`}
                        prefetch={false}
                        className="font-medium hover:underline"
                      >
                        {title}
                      </Link>
                      <p className="text-ink-2 first-letter:uppercase">{roleWords(role)}</p>
                    </li>
                  ))}
                </ul>
              )}
            </Section>
          </div>
        </div>
      </div>
    </>
  );
}
