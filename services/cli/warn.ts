import { textWidth, wrapMessage } from './layout.ts';
import { printable, type Output } from './terminal.ts';

/** Shows what a person should know though nothing has failed: lines of a terminal's width, or one where there is none. */
export async function warn(err: Output, warning: string): Promise<void> {
  const message = `warning: ${printable(warning)}`;
  const shown = err.interactive ? wrapMessage(message, textWidth(err.columns())) : message;
  await err.write(`${err.colors.yellow('warning')}${shown.slice('warning'.length)}\n`);
}
