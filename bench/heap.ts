// The size of a Worker's heap, asked through Chromium's debugging protocol.
import WebSocket from "ws";

type Heap = { usedSize: number; backingStorageSize: number };

/** Bytes that the isolate of the Worker still holds after a full collection, its buffers included. */
export async function heapBytes(inspector: string): Promise<number> {
  const answer = await fetch(new URL("/json", inspector.replace("ws", "http")));
  const targets = (await answer.json()) as { id: string; webSocketDebuggerUrl: string }[];
  const worker = targets.find(({ id }) => id.startsWith("core:user:")); // beside Miniflare's own
  const socket = new WebSocket(worker!.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  // It collects garbage first. To ask for that alone is never answered.
  await ask(socket, "HeapProfiler.takeHeapSnapshot");
  const { usedSize, backingStorageSize } = (await ask(socket, "Runtime.getHeapUsage")) as Heap;
  socket.close();
  return usedSize + backingStorageSize;
}

let lastId = 0;

function ask(socket: WebSocket, method: string): Promise<unknown> {
  const id = ++lastId;
  return new Promise((resolve) => {
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { id?: number; result?: unknown };
      if (message.id === id) resolve(message.result);
    });
    socket.send(JSON.stringify({ id, method }));
  });
}
