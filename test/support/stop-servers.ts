/** Lets the servers of the run go. Jest runs it in the process that started them. */
export default async function stopServers(): Promise<void> {
  await globalThis.wincanalTestServers?.stop();
}
