/** A signal that is given when the person presses Ctrl-C or the system wants us to end, so that nothing half done is left. */
export function interruptSignal(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  process.once('SIGINT', abort).once('SIGTERM', abort).once('SIGHUP', abort);
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', abort).off('SIGTERM', abort).off('SIGHUP', abort);
    },
  };
}
