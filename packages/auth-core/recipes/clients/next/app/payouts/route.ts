import { callWakapay } from "../../lib/wakapay.ts";

export async function POST(request: Request): Promise<Response> {
  return callWakapay("/business/payouts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: await request.text(),
  });
}
