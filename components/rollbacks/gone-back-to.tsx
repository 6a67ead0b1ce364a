import type { ReactElement } from "react";
import { Digest } from "@/components/ui/digest";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { RollbackAnswer } from "@/lib/rollbacks/rollback-answers";

/** The state that is gone back to, digest by digest. */
export function GoneBackTo({ of, reader }: { of: RollbackAnswer; reader: Reader }): ReactElement {
  const { target, exposurePercent, flags, dataSnapshot, reversibleUntil, planDigest, release } = of;
  const until = reversibleUntil === null ? null : Date.parse(reversibleUntil);
  const flagged = Object.entries(flags);
  return (
    <Section title="What is gone back to">
      <Facts>
        {target.map(({ component, from, to }) => (
          <Fact key={component} name={<span className="wrap-anywhere">{component}</span>}>
            {to === null ? "nothing is served any more" : <Digest value={to} />}
            {from !== null && (
              <span className="block text-xs text-ink-3">
                from <Digest value={from} copy={false} />
              </span>
            )}
          </Fact>
        ))}
        <Fact name="Exposure">
          <span className="tabular">{exposurePercent} %</span>
        </Fact>
        {flagged.length > 0 && (
          <Fact name="Flags">
            {flagged.map(([flag, on]) => (
              <span key={flag} className="block wrap-anywhere">
                <code className="font-mono text-xs">{flag}</code> {on ? "on" : "off"}
              </span>
            ))}
          </Fact>
        )}
        {dataSnapshot !== null && (
          <Fact name="Data">
            <span className="wrap-anywhere">{dataSnapshot}</span>
          </Fact>
        )}
        {until !== null && (
          <Fact name="Reversible">
            {until < reader.now ? (
              <span className="font-medium text-stop">
                only until <Time at={until} reader={reader} />, which is past
              </span>
            ) : (
              <>
                until <Time at={until} reader={reader} />
              </>
            )}
          </Fact>
        )}
        <Fact name="Plan">
          <a href={`/releases/${release.slug}/plan#rollback-plan`} className="link">
            as agreed
          </a>{" "}
          <Digest value={planDigest} />
        </Fact>
      </Facts>
    </Section>
  );
}
