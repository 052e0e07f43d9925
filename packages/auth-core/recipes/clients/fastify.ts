import { fastify } from "fastify";
import { wakapayPlugin } from "./fastify-plugin.ts";

export const app = fastify();
await app.register(wakapayPlugin);

app.get("/balance", async (_, reply) => {
  const response = await app.wakapay.fetch("/business/balance?currency=USD");
  return reply.code(response.status).send(await response.json());
});

app.post("/payouts", async ({ body }, reply) => {
  const response = await app.wakapay.fetch("/business/payouts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return reply.code(response.status).send(await response.json());
});
