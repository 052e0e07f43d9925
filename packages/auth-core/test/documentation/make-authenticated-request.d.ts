export function documentedClient(
  tokenManager: { getToken(): Promise<string>; clearToken(): void },
  fetch: typeof globalThis.fetch,
): (url: string, options: RequestInit) => Promise<Response>;
