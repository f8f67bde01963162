import type { WindowsEvent } from '../windows-event.ts';
import type { WincanalInput } from './document.ts';

/** How an event was read, and from where; without a source it came from no topic. */
export function describeInput(
  { format, wrappers }: Pick<WindowsEvent, 'format' | 'wrappers'>,
  source: Required<Pick<WincanalInput, 'topic' | 'partition' | 'offset'>> | undefined,
): WincanalInput {
  const input: WincanalInput = wrappers.length === 0 ? { format } : { format, wrappers };
  return source === undefined
    ? input
    : { ...input, topic: source.topic, partition: source.partition, offset: source.offset };
}
