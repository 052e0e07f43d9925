import { request } from "node:http";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number | undefined;
  readonly body: string;
}

/** Sends a request with headers that `fetch` does not let one choose, such as `Host`. */
export function rawCall(url: string, headers: Record<string, string>, method = "GET"): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      answer.on("end", () => resolve({ status: answer.statusCode, body }));
    });
    sent.on("error", reject).end();
  });
}
