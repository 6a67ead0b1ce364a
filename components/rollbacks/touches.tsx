import Link from "next/link";
import type { ReactElement } from "react";
import { Disclosure } from "@/components/ui/disclosure";
import type { RollbackAnswer } from "@/lib/rollbacks/rollback-answers";

/** So many are named in the line; the others open below it. */
const atOnce = 4;

type Named = RollbackAnswer["touches"]["components"][number];

/** Which components it changes, and what is built on them. */
export function Touches({ of: { touches, drill } }: { of: RollbackAnswer }): ReactElement {
  const { components, dependents } = touches;
  const rest = dependents.slice(atOnce);
  const it = components.length === 1 ? "it" : "them";
  return (
    <div className="text-sm text-ink-2">
      <p className="wrap-anywhere">
        <span className="font-medium text-ink">{drill === null ? "Touches:" : "Would touch:"}</span>{" "}
        <Links components={components} />.{" "}
        {dependents.length === 0 ? (
          `Nothing is built on ${it}.`
        ) : (
          <>
            Built on {it}: <Links components={dependents.slice(0, atOnce)} />
            {rest.length > 0 && ` and ${rest.length} more`}.
          </>
        )}
      </p>
      {rest.length > 0 && (
        <Disclosure summary={`The ${rest.length === 1 ? "other one" : `${rest.length} others`}`}>
          <p className="wrap-anywhere">
            <Links components={rest} />
          </p>
        </Disclosure>
      )}
    </div>
  );
}

function Links({ components }: { components: readonly Named[] }): ReactElement[] {
  return components.map(({ key, title }, index) => (
    <span key={key}>
      {index > 0 && ", "}
      <Link href={`/components/${key}`} prefetch={false} className="link">
        {title}
      </Link>
    </span>
  ));
}
