import { createSandbox } from "@wakapay/sandbox";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";

export const sandbox = createSandbox({ credentials: [{ apiKey: "my-key", apiSecret: "my-secret" }] });
export const server = setupServer(
  http.all("https://api.test.wakapay.io/*", ({ request }) =>
    sandbox.fetch(request).catch(() => HttpResponse.error()),
  ),
);
