import { request } from "node:http";

/** A response as received over the wire. */
export interface RawResponse {
  readonly status: number | undefined;
  readonly body: string;
}

/** Sends a request with headers that `fetch` doesn't allow, such as `Host`. */
export function rawRequest(
  url: string,
  headers: Record<string, string>,
  method = "GET",
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    sent.on("error", reject).end();
  });
}
