import { fileURLToPath } from "node:url";

const inContracts = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** The committed pacts. */
export const COMMITTED = inContracts("pacts");
/** What the consumer tests wrote in their last run. Not committed. */
export const WRITTEN = inContracts(".written");
