/** A Prometheus, or what answers as one, that the operator lets metrics be read from. */
export interface PrometheusServer {
  name: string;
  /** Without a slash at its end; /api/v1/query is asked below it. */
  url: string;
  /** null: it asks for none. */
  token: string | null;
}

type Source = Record<string, string | undefined>;

const setting = "COUNTERSIGN_PROMETHEUS";
const tokenSetting = "COUNTERSIGN_PROMETHEUS_TOKEN_";
const namePattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

export const prometheusSettings = [
  {
    name: setting,
    preset: undefined,
    purpose:
      "Servers that metrics are read from by PromQL, each as name=address with commas between, like main=http://prometheus:9090. Nothing else is asked, and no redirect followed. A server that asks for a token gets what COUNTERSIGN_PROMETHEUS_TOKEN_ with its name in capitals (- as _) holds.",
  },
];

/** The servers of the settings, in their order. Faults are one sentence per setting. */
export function parsePrometheus(source: Source): { servers: PrometheusServer[] } | { faults: string[] } {
  const faults: string[] = [];
  const servers: PrometheusServer[] = [];
  for (const part of (source[setting] ?? "").split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const name = part.slice(0, Math.max(0, part.indexOf("="))).trim();
    const url = part.slice(part.indexOf("=") + 1).trim();
    if (name.length > 64 || !namePattern.test(name))
      faults.push(`${setting} must name each server in lower case, like main=http://prometheus:9090.`);
    else if (!isAddress(url))
      faults.push(
        `${setting} must give ${name} an address with http or https, and no user, password, query or fragment in it.`,
      );
    else if (servers.some((each) => each.name === name)) faults.push(`${setting} names ${name} twice.`);
    else servers.push({ name, url: url.replace(/\/+$/, ""), token: tokenOf(source, name) });
  }
  const wanted = new Set(servers.map(({ name }) => tokenName(name)));
  for (const [name, value] of Object.entries(source)) {
    if (!name.startsWith(tokenSetting) || value === undefined || value === "") continue;
    if (!wanted.has(name)) faults.push(`${name} is the token of no server that ${setting} names.`);
    else if (!/^[\x21-\x7e]+$/.test(value)) faults.push(`${name} must be a token without blanks.`);
  }
  return faults.length > 0 ? { faults } : { servers };
}

/** The servers of this process; the settings are checked when it starts. */
export function prometheusServers(): PrometheusServer[] {
  const parsed = parsePrometheus(process.env);
  return "servers" in parsed ? parsed.servers : [];
}

function tokenName(name: string): string {
  return `${tokenSetting}${name.toUpperCase().replaceAll("-", "_")}`;
}

function tokenOf(source: Source, name: string): string | null {
  const token = source[tokenName(name)];
  return token === undefined || token === "" ? null : token;
}

function isAddress(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return username === "" && password === "" && search === "" && hash === "";
}
