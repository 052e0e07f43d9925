const problem = (description: string) => ({
  description,
  headers: { "Retry-After": { schema: { type: "integer" }, description: "Seconds, if it is known" } },
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

const status = (description: string) => ({
  description,
  content: {
    "application/json": {
      schema: { type: "object", required: ["status"], properties: { status: { type: "string" } } },
    },
  },
});

/** The OpenAPI document of this service. */
export const openapi = {
  openapi: "3.1.0",
  info: { title: "Balances", version: "1.0.0", description: "Reads WakaPay balances." },
  paths: {
    "/balances": {
      get: {
        operationId: "getBalances",
        summary: "Get the balance of each configured currency",
        responses: {
          200: {
            description: "The balances, as WakaPay returned them",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Balances" } } },
          },
          500: problem("The service is not configured correctly, or it failed"),
          502: problem("WakaPay's response could not be used"),
          503: problem("WakaPay or a token is not available now"),
          504: problem("WakaPay did not respond in time"),
        },
      },
    },
    "/livez": {
      get: { operationId: "getLiveness", responses: { 200: status("The process is alive") } },
    },
    "/readyz": {
      get: {
        operationId: "getReadiness",
        responses: {
          200: status("The service has a token"),
          500: problem("The service is not configured correctly, or it failed"),
          502: problem("WakaPay's response could not be used"),
          503: problem("There is no token, or the service is stopping"),
          504: problem("There is no token yet"),
        },
      },
    },
    "/openapi.json": {
      get: {
        operationId: "getOpenApi",
        responses: { 200: { description: "This document", content: { "application/json": {} } } },
      },
    },
  },
  components: {
    schemas: {
      Balances: {
        type: "object",
        required: ["balances"],
        properties: {
          balances: {
            type: "array",
            items: {
              type: "object",
              required: ["currency", "balance"],
              properties: { currency: { type: "string" }, balance: {} },
            },
          },
        },
      },
      Problem: {
        type: "object",
        required: ["status", "title"],
        properties: {
          status: { type: "integer" },
          title: { type: "string" },
          code: { type: "string", description: "The code of auth-core's `TokenError`" },
        },
      },
    },
  },
} as const;
