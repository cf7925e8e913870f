// What goes to a sandbox's first process (init.pl) on its descriptor 4: records of a type and two strings.

const HEADER_BYTES = 9;

export function record(type: string, first: string | Uint8Array = "", second: string | Uint8Array = ""): Buffer {
  const [name, value] = [Buffer.from(first), Buffer.from(second)];
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(type, 0, 1, "latin1");
  header.writeUInt32BE(name.length, 1);
  header.writeUInt32BE(value.length, 5);
  return Buffer.concat([header, name, value]);
}
