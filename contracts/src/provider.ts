/** The provider's name in every pact. */
export const PROVIDER = "wakapay-api";
