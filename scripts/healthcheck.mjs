// Asks the web part of this container whether it can serve; for the container's health.
const answer = await fetch(`http://127.0.0.1:${process.env["PORT"] || 3000}/readyz`).catch(() => undefined);
process.exit(answer?.ok === true ? 0 : 1);
