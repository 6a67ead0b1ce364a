import Link from "next/link";
import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { Table, Td, Th } from "@/components/ui/table";
import type { GraphComponent, NearComponent } from "@/lib/catalogue/schemas";

/** What a drawing shows, in words: each component with what it depends on and what depends on it. */
export function DependencyTable({
  label,
  components,
}: {
  label: string;
  components: readonly (GraphComponent & Partial<Pick<NearComponent, "relation" | "steps">>)[];
}): ReactElement {
  const isNear = components.some(({ relation }) => relation !== undefined);
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Component</Th>
          {isNear && <Th>Stands to it</Th>}
          <Th>Depends on</Th>
          <Th>Depended on by</Th>
          <Th>In flight</Th>
        </tr>
      </thead>
      <tbody>
        {components.map(({ key, title, dependsOn, isPaused, releases, relation, steps }) => (
          <tr key={key}>
            <th scope="row" className="min-w-36 border-b border-line py-2 pr-3 pl-4 align-top font-medium">
              <Link
                href={`/components/${key}`}
                prefetch={false}
                className="inline-flex min-h-6 items-center wrap-anywhere hover:underline"
              >
                {title}
              </Link>
              {isPaused && (
                <Mark tone="aged" shape="pause">
                  Paused
                </Mark>
              )}
            </th>
            {isNear && <Td className="min-w-28 text-ink-2">{relationWords(relation, steps)}</Td>}
            <Td className="min-w-28">
              <Keys keys={dependsOn} />
            </Td>
            <Td className="min-w-28">
              <Keys
                keys={components.filter((each) => each.dependsOn.includes(key)).map((each) => each.key)}
              />
            </Td>
            <Td className="min-w-52">
              {releases.length === 0 ? (
                <span className="text-ink-3">none</span>
              ) : (
                releases.map(({ slug, title: name }) => (
                  <Link
                    key={slug}
                    href={`/releases/${slug}`}
                    prefetch={false}
                    className="flex min-h-6 items-center link wrap-anywhere"
                  >
                    {name}
                  </Link>
                ))
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Keys({ keys }: { keys: readonly string[] }): ReactElement {
  if (keys.length === 0) return <span className="text-ink-3">nothing</span>;
  return (
    <>
      {keys.map((key) => (
        <Link
          key={key}
          href={`/components/${key}`}
          prefetch={false}
          className="flex min-h-6 items-center link wrap-anywhere"
        >
          {key}
        </Link>
      ))}
    </>
  );
}

function relationWords(relation: NearComponent["relation"] | undefined, steps = 0): string {
  if (relation === undefined || relation === "itself") return "itself";
  const words = { used: "is used by it", user: "depends on it", both: "both, in a circle" }[relation];
  return steps === 1 ? words : `${words}, in ${steps} steps`;
}
