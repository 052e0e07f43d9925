export function documentedTokenManager(
  credentials: { readonly apiKey: string; readonly apiSecret: string },
  fetch: (input: string, init?: RequestInit) => Promise<Response>,
): { getToken(): Promise<string>; clearToken(): void };
