/**
 * What `tags` can hold: notes on what was assumed, repaired or inferred on the way from the record to the document. A
 * closed list, part of the contract with readers; `docs/tags.md` is generated from it.
 */
export const TAGS = {
  certificate_left_out:
    'the event carries more than one certificate; the first is described, the others are in `winlog.event_data` as they came',
  certificate_unreadable:
    'a value in which these events carry a certificate could not be read as one (X.509 in DER form); it is in `winlog.event_data` as it came',
  control_characters_replaced:
    'characters that XML or Elasticsearch refuse were replaced by U+FFFD; the raw record has them',
  error_code_from_text: 'the status code was told by the English words of an error text that had no number',
  event_data_cut:
    'the event had more than 200 values, or a name of more than 256 characters; what did not fit is only in the raw record',
  message_unresolved: 'the message still holds marks such as %1, because the collector could not fill them in',
  original_truncated: 'only in the data stream of dead letters: the original was cut there, the topic has all of it',
  role_inferred:
    'the event does not say who is client and who is server; it follows from its error state or target name',
  template_by_count: 'the values came without names; the names are those of the template with as many values',
  timezone_assumed:
    'the record states no zone for its time; it was read in the zone that the operator configured (`WINCANAL_ASSUMED_TIMEZONE`)',
  unknown_event_id:
    'the catalogue does not know this event id of a known provider; all values are there, nothing is explained',
  values_from_message:
    'the record has no values of the event; those that are there were taken from the words of its message, where they are certain',
  values_split:
    'the values came joined to one text; it was split at its commas, which gave as many as a template of the event has',
} as const;

export type Tag = keyof typeof TAGS;
