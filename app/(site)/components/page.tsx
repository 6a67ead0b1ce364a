import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { LinkButton } from "@/components/ui/button";
import { Digest } from "@/components/ui/digest";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { listComponents } from "@/lib/catalogue/queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { found } from "../_lib/found";
import { one } from "../_lib/reader";

export const metadata: Metadata = { title: "Components" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ComponentsPage({ searchParams }: Props): Promise<ReactElement> {
  await requireActor();
  const { db } = kernel();
  const { items, nextCursor } = await found(
    listComponents(db.prisma, { limit: 100, cursor: one((await searchParams)["cursor"]) }),
  );
  return (
    <>
      <PageHead title="Components">
        What is released on its own: models, data pipelines, feature sets, services, configuration. Each is
        owned by one team.
      </PageHead>
      <Card className="p-0">
        {items.length === 0 ? (
          <Empty title="No component is registered yet">
            A component is registered over the API (<code className="font-mono">POST /api/v1/components</code>
            ) by whoever holds that right; then a release can move it from one bundle to the next.
          </Empty>
        ) : (
          <Table label="Components">
            <thead>
              <tr>
                <Th>Component</Th>
                <Th>Kind</Th>
                <Th>Tier</Th>
                <Th>Owner</Th>
                <Th>Depends on</Th>
                <Th>Live</Th>
              </tr>
            </thead>
            <tbody>
              {items.map((component) => (
                <tr key={component.key} className="last:[&>td]:border-b-0">
                  <Td className="min-w-44">
                    <Link
                      href={`/?component=${component.key}`}
                      prefetch={false}
                      title="Releases of this component"
                      className="font-medium hover:underline"
                    >
                      {component.title}
                    </Link>
                    <code className="block font-mono text-xs text-ink-3">{component.key}</code>
                  </Td>
                  <Td>{component.kind.replaceAll("-", " ")}</Td>
                  <Td>{component.tier}</Td>
                  <Td>
                    <Link
                      href={`/?team=${component.owner}`}
                      prefetch={false}
                      title="Releases of this team"
                      className="hover:underline"
                    >
                      {component.owner}
                    </Link>
                  </Td>
                  <Td className="text-ink-2">
                    {component.dependsOn.length === 0 ? (
                      <span className="text-ink-3">nothing</span>
                    ) : (
                      component.dependsOn.join(", ")
                    )}
                  </Td>
                  <Td>
                    {component.live === null ? (
                      <span className="text-ink-3">not live</span>
                    ) : (
                      <Digest value={component.live} />
                    )}
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Card>
      {nextCursor !== null && (
        <div className="pt-4">
          <LinkButton href={`/components?cursor=${encodeURIComponent(nextCursor)}`}>Next</LinkButton>
        </div>
      )}
    </>
  );
}
