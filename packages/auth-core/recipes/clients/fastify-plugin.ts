import { createTokenManager, isTokenError, type TokenManager } from "@wakapay/auth-core";
import fastifyPlugin from "fastify-plugin";

declare module "fastify" {
  interface FastifyInstance {
    readonly wakapay: TokenManager;
  }
}

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

export const wakapayPlugin = fastifyPlugin(
  async (app) => {
    const wakapay = createTokenManager({
      baseUrl: WAKAPAY_BASE_URL,
      apiKey: WAKAPAY_API_KEY,
      apiSecret: WAKAPAY_API_SECRET,
      allowInsecureLoopback: true, // for the sandbox
    });
    app.decorate("wakapay", wakapay);
    app.addHook("onClose", async () => wakapay.close());

    // Without this, Fastify sends the `status` of a `TokenError`, such as 401, to your caller.
    app.setErrorHandler((error, request, reply) => {
      if (!isTokenError(error)) throw error;
      request.log.error(error);
      return reply.code(503).send({ error: error.code });
    });
  },
  { name: "wakapay" },
);
