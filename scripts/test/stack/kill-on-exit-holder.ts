import { spawn } from "node:child_process";
import { killOnExit } from "../../src/stack/kill-on-exit.ts";

const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
  detached: true,
  stdio: ["ignore", "inherit", "ignore"],
});
const id = child.pid ?? 0;
killOnExit([id]);
console.log(id);
setInterval(() => {}, 1000);
