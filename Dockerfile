# An image of the sandbox. See docs/ci.md.

FROM node:24-slim AS build
WORKDIR /repository
COPY . .
RUN npx -y pnpm@12 install --frozen-lockfile --filter "@wakapay/sandbox..." \
    && npx -y pnpm@12 --config.verify-deps-before-run=false --filter "@wakapay/sandbox..." pack --pack-destination /packed

FROM node:24-slim
COPY --from=build /packed /packed
RUN npm install --global --no-audit --no-fund /packed/*.tgz
USER node
ENV WAKAPAY_SANDBOX_HOST=0.0.0.0 \
    WAKAPAY_SANDBOX_PORT=4010
EXPOSE 4010
HEALTHCHECK --interval=5s --timeout=2s --start-period=10s --retries=3 \
    CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.WAKAPAY_SANDBOX_PORT}/_sandbox/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["wakapay-sandbox"]
