/** The least that a Worker can do: it replaces the address and one header. */
export default {
  fetch(request: Request, { WAKAPAY_BASE_URL }: { WAKAPAY_BASE_URL: string }): Promise<Response> {
    const { url } = request;
    const forwarded = new Request(WAKAPAY_BASE_URL + url.slice(url.indexOf("/", 8)), request);
    forwarded.headers.set("authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2ln");
    return fetch(forwarded);
  },
};
