import type { Random } from '../../../services/simulate/index.ts';
import {
  CDATA,
  COMMENTS,
  ENTITIES,
  ODD_ENTITIES,
  ODD_NAMES,
  ODD_PIECES,
  ODD_SPACES,
  PLAIN_PIECES,
  PLAIN_SPACES,
  TIMES,
} from './parts.ts';

/** How often something is otherwise than Windows prints it; drawn for each event. */
const ODDITIES = [0, 0, 0.005, 0.02, 0.1] as const;

/** An event with the elements of one of Windows in their order, most of them with whatever text, some left out or odd. */
export function printEvent(random: Random): string {
  const oddity = random.pick(ODDITIES);
  const quote = random.pick(["'", '"']);
  const odd = (): boolean => random.chance(oddity);
  const space = (): string => (odd() ? random.pick([...PLAIN_SPACES, ...ODD_SPACES]) : '');
  const pieces = (plain: readonly string[], odds: readonly string[]): string =>
    Array.from({ length: random.integer(0, 3) }, () => random.pick(odd() ? odds : plain)).join('');
  const text = (): string =>
    pieces(
      [...PLAIN_PIECES.filter((piece) => !piece.includes('>')), ...ENTITIES],
      [...[...PLAIN_PIECES, ...ODD_PIECES, ...ODD_ENTITIES, ...CDATA, ...COMMENTS]],
    );
  const word = (): string => pieces(['x', 'System', '48', '0x8', ' ', 'é', '#'], [...PLAIN_PIECES, ...ENTITIES]);
  const number = (): string => random.pick(odd() ? ['', ' 7', '1 ', '-1', '1.5', '&#48;'] : ['0', '36887', '0x8000']);
  const guid = (): string =>
    odd() ? word() : random.pick(['{00000000-0000-0000-0000-00000000000a}', '{1F678132-5938-4686-9FDC-C8FF68F15C85}']);
  const attribute = (name: string, value = word()): string => {
    if (random.chance(0.1)) return '';
    const mark = odd() ? random.pick(['"', "'", '']) : quote;
    return ` ${space()}${odd() ? random.pick(ODD_NAMES) : name}${space()}=${space()}${mark}${value}${mark}`;
  };
  /** Without a content it closes itself; empty, it may do so where Windows does. */
  const element = (name: string, content: string | undefined, attributes = ''): string => {
    if (random.chance(0.02)) return '';
    const end = odd() ? random.pick(['', 'x', name.slice(1)]) : name;
    return odd() || content === undefined
      ? `<${name}${attributes}${space()}/>${space()}`
      : `<${name}${attributes}${space()}>${content}</${end}${space()}>${space()}`;
  };
  const noneOf = (content: string): string | undefined => (content === '' && random.chance(0.5) ? undefined : content);
  const system = [
    element('Provider', undefined, attribute('Name', odd() ? word() : 'Schannel') + attribute('Guid', guid())),
    element('EventID', number(), random.chance(0.3) ? attribute('Qualifiers', number()) : ''),
    ...['Version', 'Level', 'Task', 'Opcode', 'Keywords'].map((name) => element(name, number())),
    element('TimeCreated', undefined, attribute('SystemTime', random.pick(TIMES))),
    element('EventRecordID', number()),
    element('Correlation', undefined, attribute('ActivityID', guid()) + attribute('RelatedActivityID', guid())),
    element('Execution', undefined, attribute('ProcessID', number()) + attribute('ThreadID', number())),
    element('Channel', word()),
    element('Computer', word()),
    element('Security', undefined, attribute('UserID')),
  ];
  if (odd()) system.push(system.shift() as string);
  const names = ['', '', 'AlertDesc', 'Type', 'Binary', 'constructor', ...(odd() ? ODD_NAMES : [])];
  const values = Array.from({ length: random.integer(0, 4) }, () => {
    const name = random.pick(names);
    return element('Data', noneOf(text()), name === '' && !odd() ? '' : attribute('Name', name));
  });
  if (random.chance(0.2)) values.push(element('Binary', word()));
  if (odd()) values.push(element(random.pick(['Data', 'e:Data', 'Binary', 'Other']), element('Data', text())));
  const fields = Array.from({ length: random.integer(0, 3) }, () =>
    element(random.pick(['Type', 'AlertDesc', 'Binary', '__proto__']), noneOf(text()), odd() ? attribute('Name') : ''),
  );
  const rendering = [
    element('Message', text()),
    ...['Level', 'Task', 'Opcode', 'Channel', 'Provider'].map((name) => element(name, noneOf(word()))),
    element('Keywords', noneOf(element('Keyword', word()) + element('Keyword', undefined))),
  ];
  const parts = [
    element('System', system.join('')),
    random.pick([
      '',
      element('EventData', values.join('')),
      element('EventData', values.join('')),
      element('UserData', element('EventXML', fields.join(''), attribute('xmlns'))),
    ]),
    random.chance(0.5) ? element('RenderingInfo', rendering.join(''), attribute('Culture')) : '',
  ];
  return `${space()}${element('Event', parts.join(''), ` xmlns=${quote}${word()}${quote}`)}`;
}
