import type { MetadataRoute } from "next";

/** For who puts Countersign on a phone's first screen; the one drawing serves in every size. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    name: "Countersign",
    short_name: "Countersign",
    description: "Model releases that pass gates, signed by role.",
    start_url: "/",
    display: "browser",
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "maskable" },
    ],
  };
}
