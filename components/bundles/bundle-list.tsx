import type { Ability } from "@/lib/policy/ability";
import Link from "next/link";
import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { Button, LinkButton } from "@/components/ui/button";
import { Digest } from "@/components/ui/digest";
import { Empty } from "@/components/ui/empty";
import { Select } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { type Reader, Time } from "@/components/ui/time";
import { whoWords } from "@/components/ui/who-words";
import type { BundleSummary } from "@/lib/bundles/answers";
import type { ComponentView } from "@/lib/releases/page-model";

interface Props {
  slug: string;
  component: ComponentView;
  bundles: readonly BundleSummary[];
  nextCursor: string | null;
  /** null: of a past moment. */
  ability: Ability | null;
  /** Which two are compared below. */
  shown: { from: string | null; to: string | null };
  reader: Reader;
}

/** Bundles registered for a component, the latest first; any two can be compared, and one made the candidate. */
export function BundleList(props: Props): ReactElement {
  const { slug, component, bundles, nextCursor, ability } = props;
  const page = `/releases/${slug}/bundle`;
  return (
    <Section
      id="bundles"
      title="Registered bundles"
      aside={
        ability !== null && (
          <LinkButton size="sm" href={`${page}/register?component=${component.key}`} prefetch={false}>
            Register a bundle
          </LinkButton>
        )
      }
      flush
    >
      {bundles.length === 0 ? (
        <Empty title={`No bundle of ${component.title} is registered`}>
          A bundle names what is released by its content: weights, code, data schema. A pipeline registers it,
          or a person from files or a manifest.
        </Empty>
      ) : (
        <>
          {bundles.length > 1 && <Compare {...props} />}
          <Rows {...props} />
          {ability?.allowed === false && (
            <p className="border-t border-line px-4 py-2 text-xs text-ink-2">
              {ability.reason}
              {ability.whoMay.length > 0 && ` Who may: ${whoWords(ability.whoMay, { max: 4 })}.`}
            </p>
          )}
          {nextCursor !== null && (
            <div className="border-t border-line px-4 py-2">
              <LinkButton
                size="sm"
                href={`${page}?component=${component.key}&cursor=${encodeURIComponent(nextCursor)}`}
              >
                Earlier ones
              </LinkButton>
            </div>
          )}
        </>
      )}
    </Section>
  );
}

function Rows({ slug, component, bundles, ability, reader }: Props): ReactElement {
  const page = `/releases/${slug}/bundle`;
  return (
    <Table label={`Bundles of ${component.title}`}>
      <thead>
        <tr>
          <Th>Version</Th>
          <Th>Bundle</Th>
          <Th>Holds</Th>
          <Th>Registered</Th>
          <Th>
            <span className="unseen">Acts</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {bundles.map(({ digest, version, kinds, registeredAt }) => {
          const isCandidate = digest === component.candidate?.digest;
          return (
            <tr key={digest} className="last:[&>td]:border-b-0">
              <Td className="min-w-32 font-medium">
                <Link
                  href={`${page}?component=${component.key}&to=${encodeURIComponent(digest)}`}
                  prefetch={false}
                  className="hover:underline"
                >
                  {version}
                </Link>{" "}
                {isCandidate && <Badge tone="accent">candidate</Badge>}{" "}
                {digest === component.baseline?.digest && <Badge>baseline</Badge>}
              </Td>
              <Td>
                <Digest value={digest} />
              </Td>
              <Td className="min-w-40 text-ink-2">
                {kinds.map((kind) => kind.replaceAll("-", " ")).join(", ")}
              </Td>
              <Td className="whitespace-nowrap text-ink-2">
                <Time at={Date.parse(registeredAt)} reader={reader} />
              </Td>
              <Td className="text-right">
                {!isCandidate && ability?.allowed === true && (
                  <LinkButton
                    size="sm"
                    href={`${page}/candidate?component=${component.key}&digest=${encodeURIComponent(digest)}`}
                    prefetch={false}
                    aria-label={`Set ${version} as candidate`}
                    className="whitespace-nowrap"
                  >
                    Set as candidate…
                  </LinkButton>
                )}
              </Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function Compare({ slug, component, bundles, shown }: Props): ReactElement {
  const options = bundles.map(({ digest, version }) => ({
    value: digest,
    label: `${version} · ${digest.slice(7, 17)}`,
  }));
  const [latest, earlier] = bundles;
  return (
    <form
      action={`/releases/${slug}/bundle`}
      className="flex flex-wrap items-end gap-2 border-b border-line px-4 py-2"
    >
      <input type="hidden" name="component" value={component.key} />
      <div className="w-56">
        <Select
          label="Compare"
          name="from"
          options={options}
          defaultValue={shown.from ?? earlier?.digest ?? ""}
        />
      </div>
      <div className="w-56">
        <Select label="With" name="to" options={options} defaultValue={shown.to ?? latest?.digest ?? ""} />
      </div>
      <Button type="submit">Compare</Button>
    </form>
  );
}
