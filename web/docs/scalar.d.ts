// Scalar's bundle for browsers, of which vite.config.ts knows the place. What is used of it:
declare module "scalar" {
  export function createApiReference(
    element: Element,
    configuration: Record<string, unknown>,
  ): { updateConfiguration(configuration: Record<string, unknown>): void; destroy(): void };
}
