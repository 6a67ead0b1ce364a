"use client";

import { type ReactElement, useEffect, useState } from "react";
import { Input } from "@/components/ui/field";
import { suggestSlug } from "@/lib/releases/suggest-slug";

/** Title and slug: the slug follows the title until somebody writes their own, and is looked up as one types. */
export function NameFields({
  typed,
  faultOf,
}: {
  typed: (name: string) => string;
  faultOf: (name: string) => string | undefined;
}): ReactElement {
  const [title, setTitle] = useState(typed("/title"));
  const [own, setOwn] = useState(typed("/slug"));
  const slug = own === "" ? suggestSlug(title) : own;
  const answer = useSlugAnswer(slug);
  return (
    <>
      <Input
        label="Title"
        name="/title"
        required
        maxLength={200}
        autoComplete="off"
        value={title}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        error={faultOf("/title")}
        hint="As people speak of it, with the version."
      />
      <Input
        label="Slug"
        name="/slug"
        required
        maxLength={64}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        value={slug}
        onChange={({ currentTarget }) => setOwn(currentTarget.value)}
        error={answer?.fault ?? (answer === null ? faultOf("/slug") : undefined)}
        hint={
          <span aria-live="polite">
            {answer !== null && answer.fault === null
              ? `Free: the release will be at /releases/${slug}.`
              : "Its name in addresses; it stays."}
          </span>
        }
        className="font-mono"
      />
    </>
  );
}

interface SlugAnswer {
  slug: string;
  fault: string | null;
}

const quietMs = 300;

/** What the server says of a slug; null while it has not said so. */
function useSlugAnswer(slug: string): SlugAnswer | null {
  const [answer, setAnswer] = useState<SlugAnswer | null>(null);
  useEffect(() => {
    if (slug === "") return undefined;
    const request = new AbortController();
    const timer = setTimeout(() => {
      void askFor(slug, request.signal).then((found) => found !== null && setAnswer(found));
    }, quietMs);
    return () => {
      clearTimeout(timer);
      request.abort();
    };
  }, [slug]);
  return answer?.slug === slug ? answer : null;
}

async function askFor(slug: string, signal: AbortSignal): Promise<SlugAnswer | null> {
  try {
    const reply = await fetch(`/api/v1/releases/new?slug=${encodeURIComponent(slug)}`, { signal });
    if (!reply.ok) return null;
    const body: unknown = await reply.json();
    const fault = typeof body === "object" && body !== null && "fault" in body ? body.fault : undefined;
    return fault === null || typeof fault === "string" ? { slug, fault } : null;
  } catch {
    // Superseded or offline: creating checks it again.
    return null;
  }
}
