// Runs inside the runner's image, by local/test-image.ts: starts the runner, and has it run a program in every language.
// What it prints is the result; it ends with 0 when the tier is the one expected and every language answered.
import { spawn } from "node:child_process";

const programs = {
  python: 'print("hello")',
  javascript: 'console.log("hello")',
  typescript: 'const word: string = "hello"; console.log(word)',
  c: '#include <stdio.h>\nint main() { puts("hello"); }',
  cpp: '#include <bits/stdc++.h>\nint main() { std::cout << "hello\\n"; }',
  java: 'class Main { public static void main(String[] a) { System.out.println("hello"); } }',
  go: 'package main\nimport "fmt"\nfunc main() { fmt.Println("hello") }',
  rust: 'fn main() { println!("hello"); }',
  ruby: 'puts "hello"',
  php: '<?php echo "hello\\n";',
  lua: 'print("hello")',
  perl: 'print "hello\\n"',
  shell: "echo hello",
  sql: "SELECT 'hello';",
};

const runner = spawn("node", ["--no-warnings", "/app/runner/main.ts"], {
  env: { ...process.env, RUNNER_PORT: "0", RUNNER_HOST: "127.0.0.1" },
  stdio: ["pipe", "pipe", "inherit"],
});
const url = await new Promise((resolve, reject) => {
  let said = "";
  runner.stdout.on("data", (chunk) => {
    said += chunk;
    const address = /ready at (\S+)/.exec(said)?.[1];
    if (address) resolve(address);
  });
  runner.once("exit", (code) => reject(new Error(`The runner ended with ${code}: ${said}`)));
});

let wrong = 0;
const { tier, languages } = await (await fetch(`${url}/health`)).json();
console.log(`tier ${tier}`);
if (tier !== process.argv[2]) wrong++;
const headers = { "content-type": "application/json", authorization: `Bearer ${process.env.RUNNER_TOKEN}` };
for (const [language, code] of Object.entries(programs)) {
  const found = languages.find(({ id }) => id === language);
  const body = JSON.stringify({ language, code });
  const answer = await (await fetch(`${url}/execute`, { method: "POST", headers, body })).json();
  const right = answer.status === "ok" && answer.stdout === "hello\n";
  if (!right) wrong++;
  console.log(
    `${right ? "ok   " : "WRONG"} ${language} ${found?.version ?? ""} ${right ? "" : JSON.stringify(answer)}`,
  );
}
runner.kill();
process.exit(wrong === 0 ? 0 : 1);
