import type { LogicalEventName } from '../../../support/logical-events.ts';

/** What documents of single events lack or have otherwise, in the notation of `format-differences.ts`. */
export type EventDifferences = Readonly<Partial<Record<LogicalEventName, readonly string[]>>>;

/** Where only words came for numbers, or nothing. */
export const NO_NUMBERS = [
  '- wincanal.keywords',
  '- wincanal.level_value',
  '- wincanal.opcode',
  '- wincanal.task',
  '- winlog.version',
];

/** Without it the values are the identity. */
export const NO_RECORD_ID = ['~ event.id', '- event.sequence', '- winlog.record_id'];

/** Without a zone, and without digits below the second. */
export const LOCAL_TIME = ['~ @timestamp', '+ tags.timezone_assumed'];

export const GUIDS_WITHOUT_BRACES = {
  'RasSstp 6': ['~ winlog.event_data.CoId'],
  'RasSstp 1': ['~ winlog.event_data.CoId'],
} satisfies EventDifferences;

export const BEATS = [...NO_NUMBERS, '~ @timestamp', '+ agent', '+ event.created'];

export const WITHOUT_USER_DATA = {
  'Schannel 36880': [
    '~ event.reason',
    '- network.direction',
    '- tls.cipher',
    '- tls.server',
    '- tls.version',
    '- tls.version_protocol',
    '~ wincanal.role',
    '~ wincanal.summary',
    '- wincanal.tls',
    '- winlog.event_data',
  ],
} satisfies EventDifferences;

export const WITHOUT_ACTIVITY = {
  'Schannel 36887': ['- winlog.activity_id'],
  'Schannel 36880': ['- winlog.activity_id'],
  'Schannel 36882': ['- winlog.activity_id'],
} satisfies EventDifferences;

export const WITHOUT_BYTES = {
  'Schannel 36880': ['~ winlog.event_data.CipherSuite', '~ winlog.event_data.ContextHandle'],
  'Schannel 36882': [
    '~ event.severity',
    '- related.hash',
    '~ related.hosts',
    '- tls',
    '~ wincanal.severity.label',
    '~ wincanal.severity.reasons',
    '~ wincanal.summary',
    '~ wincanal.title',
    '- wincanal.tls',
    '- winlog.event_data.certificateContext',
  ],
  'RasSstp 6': ['~ winlog.event_data.CoId'],
  'RasSstp 1': ['~ winlog.event_data.CoId'],
} satisfies EventDifferences;

export const WITHOUT_VALUES_ALONE = {
  'Schannel 36887': [
    '~ event.reason',
    '~ event.type',
    '- process',
    '~ wincanal.remediation.actor',
    '~ wincanal.remediation.commands',
    '~ wincanal.remediation.id',
    '~ wincanal.remediation.references',
    '~ wincanal.remediation.steps',
    '~ wincanal.remediation.summary',
    '~ wincanal.severity.reasons',
    '~ wincanal.title',
    '- wincanal.tls',
  ],
  'Schannel 36880': [
    '~ event.reason',
    '- network.direction',
    '- tls.cipher',
    '- tls.server',
    '- tls.version',
    '- tls.version_protocol',
    '~ wincanal.role',
    '- wincanal.tls',
  ],
  'Schannel 36882': [
    '~ event.severity',
    '- process',
    '- related.hash',
    '~ related.hosts',
    '- tls',
    '~ wincanal.severity.label',
    '~ wincanal.severity.reasons',
    '~ wincanal.title',
    '- wincanal.tls',
  ],
  'RasSstp 6': ['- related.hash', '- tls', '- wincanal.sstp'],
  'RasSstp 1': [
    '- error',
    '~ event.reason',
    '- tags.error_code_from_text',
    '- wincanal.error',
    '~ wincanal.remediation.commands',
    '~ wincanal.remediation.id',
    '~ wincanal.remediation.references',
    '~ wincanal.remediation.steps',
    '~ wincanal.remediation.summary',
    '- wincanal.sstp',
    '~ wincanal.title',
  ],
} satisfies EventDifferences;

export const WITHOUT_VALUES = {
  ...WITHOUT_VALUES_ALONE,
  'Schannel 36887': [...WITHOUT_VALUES_ALONE['Schannel 36887'], '- winlog.activity_id'],
  'Schannel 36880': [...WITHOUT_VALUES_ALONE['Schannel 36880'], '- winlog.activity_id'],
  'Schannel 36882': [...WITHOUT_VALUES_ALONE['Schannel 36882'], '- winlog.activity_id'],
} satisfies EventDifferences;
