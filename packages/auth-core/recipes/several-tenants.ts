import { type Credentials, createTokenManager, type TokenManager } from "@wakapay/auth-core";

const { WAKAPAY_BASE_URL = "" } = process.env;

/** Returns a function that returns the token manager of a tenant. */
export function tenantManagers(loadCredentials: (tenant: string) => Promise<Credentials>) {
  const managers = new Map<string, TokenManager>();
  return (tenant: string): TokenManager => {
    const credentials = () => loadCredentials(tenant);
    const manager = managers.get(tenant) ?? createTokenManager({ baseUrl: WAKAPAY_BASE_URL, credentials });
    managers.set(tenant, manager);
    return manager;
  };
}
