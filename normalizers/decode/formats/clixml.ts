import { dead } from '../../outcome.ts';
import { isDead, renameFormat, tooMany, type Decoded } from '../decoded.ts';
import type { DecodeContext, NamedWrapper, TextFormat } from '../format.ts';
import { addOuter } from '../outer.ts';
import { isObject } from '../json.ts';
import { readClixml, type ClixmlObject } from './clixml-reader.ts';
import { refuseXml } from '../strict-xml.ts';
import { POWERSHELL } from './powershell.ts';

/**
 * `Get-WinEvent | Export-Clixml`: the properties of .NET's EventLogRecord, as `ConvertTo-Json` writes them too, here with
 * all values whatever the depth. A file begins with the element; output of a remote PowerShell has a line in front.
 */
export const CLIXML: TextFormat = {
  name: 'clixml',
  sign: '`<Objs` at the beginning, perhaps after `#< CLIXML`',
  begins: /(?:#< CLIXML\s{1,4}|<\?xml[^<>]{0,200}>\s{0,4})?<Objs[\s>]/,
  decode: decodeClixml,
};

/** `$_.ToXml() | Export-Clixml` gives texts. */
export const CLIXML_TEXT: NamedWrapper = { name: 'clixml', sign: 'a text among the objects of `<Objs`' };

function decodeClixml(text: string, context: DecodeContext): readonly Decoded[] {
  let objects;
  try {
    objects = readClixml(text.slice(text.indexOf('<Objs')), context.limits);
  } catch (error) {
    return [refuseXml(error, text.length)];
  }
  if (objects.length === 0) return [dead('DECODE_EMPTY', 'there is no object in <Objs>')];
  return objects.flatMap((object) => decodeObject(object, context));
}

function decodeObject({ value, text }: ClixmlObject, context: DecodeContext): readonly Decoded[] {
  if (typeof value === 'string') {
    const nested = context.decodeNested(value, context);
    return nested.map((one) => (isDead(one) ? one : addOuter(one, CLIXML_TEXT.name, undefined)));
  }
  if (Array.isArray(value)) {
    if (!context.budget.open(value.length)) return [tooMany(context.limits)];
    return value.flatMap((one: unknown) => decodeObject({ value: one, text }, context));
  }
  if (!isObject(value) || !POWERSHELL.matches(value)) {
    const keys = isObject(value) ? Object.keys(value).sort().slice(0, 20).join(', ') : '';
    return [
      dead(
        'DECODE_UNKNOWN_FORMAT',
        `the exported object has the properties [${keys}], expected those of EventLogRecord`,
      ),
    ];
  }
  return renameFormat(POWERSHELL.decode(value, text, context), 'clixml');
}
