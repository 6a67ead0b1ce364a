import type { EntryDraft } from "@/lib/platform/ledger";

/** Its address may hold a secret, so the entry names the host alone. */
export function webhookCreated(endpoint: {
  id: string;
  owner: string;
  title: string;
  url: string;
  form: string;
  scheme: string;
  filter: Record<string, unknown>;
}): EntryDraft {
  const { id, owner, title, url, form, scheme, filter } = endpoint;
  return {
    type: "webhook.created",
    version: 1,
    subjects: { webhook: id, owner },
    payload: { host: new URL(url).host, form, scheme, filter },
    texts: { title },
  };
}

export function webhookSecretRotated({ id, until }: { id: string; until: Date }): EntryDraft {
  return {
    type: "webhook.secret-rotated",
    version: 1,
    subjects: { webhook: id },
    payload: { until: until.toISOString() },
  };
}

/** `how`: somebody removed it, or it answered that it is gone. */
export function webhookEnded(ended: { id: string; owner: string; how: "removed" | "gone" }): EntryDraft {
  const { id, owner, how } = ended;
  return { type: "webhook.ended", version: 1, subjects: { webhook: id, owner }, payload: { how } };
}

export function deliveryRepeated({ id, channel }: { id: string; channel: string }): EntryDraft {
  return { type: "delivery.repeated", version: 1, subjects: { delivery: id }, payload: { channel } };
}

/** What is posted for a team, by the digests of its rules; where to stays out of it. */
export function teamNoticesChanged(change: { team: string; before: string; after: string }): EntryDraft {
  const { team, before, after } = change;
  return { type: "team.notices-changed", version: 1, subjects: { team }, before, after };
}

export function teamHookChanged({ team, isSet }: { team: string; isSet: boolean }): EntryDraft {
  return { type: "team.hook-changed", version: 1, subjects: { team }, payload: { isSet } };
}
