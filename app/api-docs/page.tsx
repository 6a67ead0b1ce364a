import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { allEndpoints } from "@/app/api/v1/_endpoints/all";
import { Badge } from "@/components/ui/badge";
import { type Field, guideOf, type Operation } from "@/lib/platform/api-guide";
import { refusals } from "@/lib/platform/openapi";

export const metadata: Metadata = { title: "API" };
// The content security policy's nonce is made for each request.
export const dynamic = "force-dynamic";

const groups = guideOf(allEndpoints);

export default function ApiDocsPage(): ReactElement {
  return (
    <main className="mx-auto grid w-full max-w-6xl gap-8 px-4 py-8 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <nav aria-label="Parts of the API" className="lg:sticky lg:top-8 lg:self-start">
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm lg:flex-col">
          {groups.map(({ tag }) => (
            <li key={tag}>
              <a href={`#${anchor(tag)}`} className="text-accent hover:underline">
                {tag}
              </a>
            </li>
          ))}
          <li>
            <a href="#refusals" className="text-accent hover:underline">
              Refusals
            </a>
          </li>
        </ul>
      </nav>
      <div className="flex min-w-0 flex-col gap-10">
        <Introduction />
        {groups.map(({ tag, operations }) => (
          <section key={tag} id={anchor(tag)} className="flex flex-col gap-4">
            <h2 className="text-lg font-semibold">{tag}</h2>
            {operations.map((operation) => (
              <OperationBox key={operation.id} operation={operation} />
            ))}
          </section>
        ))}
        <Refusals />
      </div>
    </main>
  );
}

function Introduction(): ReactElement {
  return (
    <header className="flex flex-col gap-3 text-ink-2">
      <h1 className="text-xl font-semibold text-ink">API</h1>
      <p>
        JSON over <code>/api/v1</code>. Send a token as <code>Authorization: Bearer csn_…</code>. Everything a
        page can do, the API can do. The same as a document for programs:{" "}
        <Link href="/api/v1/openapi.json" prefetch={false} className="text-accent underline">
          openapi.json
        </Link>{" "}
        (OpenAPI 3.1).
      </p>
      <p>
        Unknown fields are refused. Lists take <code>?limit=</code> and <code>?cursor=</code> and answer{" "}
        <code>items</code> and <code>nextCursor</code>. A POST with an <code>Idempotency-Key</code> can be
        sent again: it is done once. Every answer carries <code>X-Request-Id</code>.
      </p>
    </header>
  );
}

function OperationBox({ operation }: { operation: Operation }): ReactElement {
  const { id, method, path, summary, description, scope, isPublic, query, body, answers } = operation;
  return (
    <article id={id} className="min-w-0 rounded-lg border border-line bg-surface p-4">
      <h3 className="flex flex-wrap items-center gap-2">
        <Badge tone={method === "GET" ? "go" : "spared"}>{method}</Badge>
        <a
          href={`#${id}`}
          className="inline-block min-h-6 min-w-0 py-0.5 font-mono text-sm break-all hover:underline"
        >
          {path}
        </a>
      </h3>
      <p className="pt-2">{summary}</p>
      {description !== null && <p className="pt-1 text-sm text-ink-2">{description}</p>}
      {isPublic && <p className="pt-1 text-sm text-ink-3">Needs no token.</p>}
      {scope !== null && (
        <p className="pt-1 text-sm text-ink-3">
          Scope <code>{scope}</code>
        </p>
      )}
      <Fields title="Query" fields={query} />
      <Fields title="Body" fields={body} />
      {answers.map(({ status, fields }) => (
        <Fields key={status} title={`Answer ${status}`} fields={fields} empty="No body." />
      ))}
    </article>
  );
}

function Fields({
  title,
  fields,
  empty,
}: {
  title: string;
  fields: Field[];
  empty?: string;
}): ReactElement | null {
  if (fields.length === 0 && empty === undefined) return null;
  if (fields.length === 0) {
    return (
      <p className="pt-3 text-sm text-ink-3">
        {title}: {empty}
      </p>
    );
  }
  return (
    <details className="group pt-3" open={title === "Body"}>
      <summary className="min-h-6 text-sm font-medium text-ink-2 before:mr-1.5 before:inline-block before:content-['▸'] group-open:before:rotate-90">
        {title}
      </summary>
      <dl className="mt-1 grid grid-cols-1 gap-x-4 gap-y-1 border-l border-line pl-3 text-sm sm:grid-cols-[minmax(0,16rem)_minmax(0,1fr)]">
        {fields.map(({ name, type, isRequired, description }) => (
          <div key={name} className="contents">
            <dt className="font-mono text-xs leading-5 break-all">
              {name}
              {!isRequired && <span className="font-sans text-ink-3"> optional</span>}
            </dt>
            <dd className="min-w-0 break-words text-ink-2">
              {type}
              {description !== null && <span className="text-ink-3"> · {description}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Refusals(): ReactElement {
  return (
    <section id="refusals" className="flex flex-col gap-3">
      <h2 className="text-lg font-semibold">Refusals</h2>
      <p className="text-ink-2">
        Problems as in RFC 9457, with a stable <code>code</code>, every fault by its path in{" "}
        <code>errors</code>, and for a refusal by right the <code>rule</code> and <code>whoMay</code>.
      </p>
      <dl className="grid grid-cols-1 gap-x-4 gap-y-1 text-sm sm:grid-cols-[minmax(0,18rem)_minmax(0,1fr)]">
        {refusals().map(({ code, status, title }) => (
          <div key={code} className="contents">
            <dt id={code} className="flex gap-2">
              <span className="text-ink-3">{status}</span> <code className="break-all">{code}</code>
            </dt>
            <dd className="text-ink-2">{title}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function anchor(tag: string): string {
  return tag.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
