import { createServer } from "node:http";
import { exit, stdin, stdout } from "node:process";

/**
 * A stub of WakaPay in its own process: tokens of one day, and one response to everything else.
 * Prints its port.
 */
const BALANCE = JSON.stringify({ currency: "USD", available: "1204.50", pending: "0.00" });
const TOKEN = JSON.stringify({
  accessToken: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2ln",
  access_token: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2ln",
  token_type: "Bearer",
  expiresIn: 86_400,
  expires_in: 86_400,
});

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  const body = request.method === "POST" ? TOKEN : BALANCE;
  request.resume();
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") stdout.write(`${address?.port}\n`);
});
// The program that started this one has ended.
stdin.resume().on("end", () => exit());
