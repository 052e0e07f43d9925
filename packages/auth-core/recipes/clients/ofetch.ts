import { createFetch } from "ofetch";
import { wakapay } from "./wakapay.ts";

export const api = createFetch({ fetch: wakapay.fetch });
