/** What has the shape of the platform's `fetch`: a function of yours need not have a runtime's extras beside it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
