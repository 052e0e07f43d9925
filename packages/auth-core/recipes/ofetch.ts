import { createFetch } from "ofetch";
import { wakapay } from "./quick-start.ts";

const api = createFetch({ fetch: wakapay.fetch });

console.log(await api("/business/balance", { query: { currency: "USD" } }));
