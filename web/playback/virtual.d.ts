/** The player of a page that plays offline. Made by local/playback-script.ts. */
declare module "virtual:playback" {
  export const script: string;
  export const style: string;
}
