// Files that leave the page.

/** Some browsers begin to read what they save only when the person has said where to. */
const READ_WITHIN_MS = 60_000;

export function download(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

export function downloadText(name: string, text: string, type: "application/json" | "text/html"): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  download(address, name);
  setTimeout(() => URL.revokeObjectURL(address), READ_WITHIN_MS);
}
