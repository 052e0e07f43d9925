import { createServer } from "node:http";
import { argv, exit, stdin, stdout } from "node:process";
import { createToken } from "../measure/stub-world.ts";

/**
 * A token endpoint that responds after a time in milliseconds, or never. `GET` returns the number
 * of exchanges and resets it. Prints its port.
 */
const [, , latency = "hang"] = argv;
let exchanges = 0;

const server = createServer((request, response) => {
  request.resume();
  if (request.method === "GET") {
    response.end(String(exchanges));
    exchanges = 0;
    return;
  }
  exchanges += 1;
  if (latency === "hang") return;
  const body = JSON.stringify({ accessToken: createToken(`token ${exchanges}`), expiresIn: 3_600 });
  setTimeout(() => {
    response.writeHead(200, { "content-type": "application/json" }).end(body);
  }, Number(latency));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") stdout.write(`${address?.port}\n`);
});
// The program that started this one has ended.
stdin.resume().on("end", () => exit());
