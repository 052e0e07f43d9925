import { spawn } from "node:child_process";
import { leash } from "../src/leash.ts";

const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
  detached: true,
  stdio: ["ignore", "inherit", "ignore"],
});
const id = child.pid ?? 0;
leash([id]);
console.log(id);
setInterval(() => {}, 1000);
