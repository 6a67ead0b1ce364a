export const slug = { name: "SLUG", summary: "the release, as in its address" };
export const digest = "sha256:1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3";
