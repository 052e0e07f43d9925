import createClient from "openapi-fetch";
import { wakapay } from "./wakapay.ts";
import type { paths } from "./wakapay-api.ts";

export const api = createClient<paths>({
  baseUrl: process.env["WAKAPAY_BASE_URL"] ?? "",
  fetch: wakapay.fetch,
});
