import { isTokenError } from "@wakapay/auth-core";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { type Client, StatusError } from "./client.ts";

/** A framework, and its recipe as a client: a call goes to the application, which calls WakaPay. */
export interface Framework {
  readonly name: string;
  /** The npm package whose version was tested. */
  readonly package?: string;
  readonly load: () => Promise<Client>;
}

/** Returns a client that calls the routes of an application. */
export function clientOf(url: string, close: () => Promise<unknown>): Client {
  return {
    async send({ path, method, json, signal }) {
      const route = path.replace("/business", "").replace(/\?.*/, "");
      const response = await fetch(`${url}${route}`, {
        method,
        ...(json !== undefined && {
          headers: { "content-type": "application/json" },
          body: JSON.stringify(json),
        }),
        ...(signal !== undefined && { signal }),
      });
      const body = await response.text();
      if (!response.ok) throw new StatusError(response.status, body);
      return response.status;
    },
    close,
  };
}

/** Returns the code of the `TokenError` that an application threw, or sent to its caller. */
export function errorCodeIn(error: unknown): unknown {
  if (isTokenError(error)) return error.code;
  return error instanceof StatusError && error.response.status === 503
    ? JSON.parse(error.response.body).error
    : error;
}

/** The versions of Next.js that have their own test, because each is installed and built. */
export const NEXT_VERSIONS = ["13.5.11", "14.2.35", "15.5.29", "16.4.6"];

/** The other frameworks of docs/clients.md, in its order. */
export const frameworks: readonly Framework[] = [
  {
    name: "NestJS",
    package: "@nestjs/core",
    async load() {
      await import("reflect-metadata");
      const { NestFactory } = await import("@nestjs/core");
      const { AppModule } = await import("../../../recipes/clients/nestjs/app-module.ts");
      const app = await NestFactory.create(AppModule, { logger: false });
      await app.listen(0, "127.0.0.1");
      return clientOf(await app.getUrl(), () => app.close());
    },
  },
  {
    name: "Fastify",
    package: "fastify",
    async load() {
      const { app } = await import("../../../recipes/clients/fastify.ts");
      return clientOf(await app.listen(), () => app.close());
    },
  },
  {
    name: "AWS Lambda",
    async load() {
      const handlers = await import("../../../recipes/clients/aws-lambda.ts");
      return {
        async send({ method, json, signal }) {
          const event: APIGatewayProxyEventV2 = Object({ body: JSON.stringify(json) });
          const handler = method === "POST" ? handlers.payout : handlers.balance;
          const result: unknown = await handler(event, contextOf(signal));
          const { statusCode, body } = Object(result);
          if (statusCode >= 400) throw new StatusError(statusCode, body);
          return statusCode;
        },
      };
    },
  },
];

/** The context of an invocation. One whose caller may abort it has half a second of time left. */
function contextOf(signal: AbortSignal | undefined): Context {
  return Object({ getRemainingTimeInMillis: () => (signal === undefined ? 30_000 : 550) });
}
