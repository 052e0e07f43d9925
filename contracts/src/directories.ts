import { fileURLToPath } from "node:url";

const inContracts = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** The committed pacts. */
export const COMMITTED = inContracts("pacts");
/** What the consumer tests wrote in their last run. Not committed. */
export const WRITTEN = inContracts(".written");
/** The OpenAPI document. */
export const OPENAPI = inContracts("openapi.yaml");
/** The wire types that are generated from it. */
export const WIRE_TYPES = inContracts("src/openapi/wire-types.ts");
