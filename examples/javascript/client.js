// Joins a room by its link, prints its text, adds a line at the end and waits until that is stored.
//   node client.js http://localhost:8787/r/<room> "a line"      (Node 22 or newer; a browser's WebSocket does as well)
const [link = "", line] = process.argv.slice(2);
if (line === undefined || !/^https?:.*\/r\//.test(link)) {
  console.error('Usage: node client.js http://localhost:8787/r/<room> "a line"');
  process.exit(2);
}
const socket = new WebSocket(`${link.replace(/^http/, "ws").replace("/r/", "/ws/")}?name=Script`);

socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.type === "init") {
    console.log(message.code);
    // Positions count UTF-16 units, as JavaScript does. Whatever others type meanwhile, the room moves this edit over it.
    const end = message.code.length;
    const text = message.code === "" || message.code.endsWith("\n") ? `${line}\n` : `\n${line}\n`;
    socket.send(JSON.stringify({ type: "code_update", version: message.version, diff: { start: end, end, text } }));
  } else if (message.type === "ack") {
    console.log(`stored as version ${message.version}`);
    process.exitCode = 0;
    socket.close();
  } else if (message.type === "error") {
    console.error(message.message);
    process.exitCode = 1;
    socket.close();
  }
};

// However it ends without an answer, and where nobody answers at all.
socket.onclose = ({ reason }) => {
  if (process.exitCode === undefined) console.error(reason || "No room answers at this link");
  process.exitCode ??= 1;
};
