import { fileURLToPath } from "node:url";

const inContracts = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The folder of the committed pacts. */
export const COMMITTED_PACTS = inContracts("pacts");
/** The folder that the consumer tests write to. Not committed. */
export const WRITTEN_PACTS = inContracts(".written");
/** The OpenAPI document. */
export const OPENAPI = inContracts("openapi.yaml");
/** The wire types that are generated from the OpenAPI document. */
export const WIRE_TYPES = inContracts("src/openapi/wire-types.ts");
/** The OpenAPI document that the sandbox ships. */
export const PUBLISHED_DOCUMENT = inContracts("../packages/sandbox/src/api/openapi.json");
