// How keys are called where the person sits.
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
