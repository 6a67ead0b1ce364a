import type { NextConfig } from "next";

// Built in a scratch folder below the project, whose modules it uses.
const root = process.env["COUNTERSIGN_BENCH_ROOT"];

const config: NextConfig = {
  poweredByHeader: false,
  // The framework looks for a proxy.ts in the folders above too, and would take the product's.
  pageExtensions: ["bare.tsx", "bare.ts"],
  serverExternalPackages: ["pg"],
  typescript: { ignoreBuildErrors: true },
  ...(root !== undefined && { turbopack: { root } }),
};

export default config;
