import type { WithSchema } from '../schema.ts';

const DURATION = { type: 'string', pattern: '^\\d{1,12}(ms|s|m|h|d)$' } as const;
const NAME = { type: 'string', pattern: '^[a-z][a-z0-9_-]{0,62}$' } as const;
const CLOCK = { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', examples: ['22:00', '06:30'] } as const;

/** Carried out by the servers: a wait holds no worker slot. */
export const waitSchema = {
  type: 'object',
  title: 'A wait',
  properties: {
    for: { ...DURATION, description: 'How long, for example 5m.' },
    until: { type: 'string', minLength: 1, description: 'An instant, RFC 3339.' },
    window: {
      type: 'object',
      properties: {
        from: { ...CLOCK, description: 'The first time of day, such as 22:00.' },
        to: { ...CLOCK, description: 'Excluded, such as 06:00; at or before from, it is on the next day.' },
        timezone: { type: 'string', minLength: 1, maxLength: 64, description: 'That of the workflow when absent.' },
        calendar: { ...NAME, description: 'On whose days it may begin; on any when absent.' },
      },
      required: ['from', 'to'],
      additionalProperties: false,
      description: 'Hours of the day; over at once within them.',
    },
    signal: { ...NAME, description: 'Name of a signal to the run, or of an event.' },
    key: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      description: 'Only signals with this key; any when absent.',
    },
    params: {
      type: 'object',
      maxProperties: 200,
      description: 'What the payload must hold, typed like the parameters of a workflow. It becomes the outputs.',
      additionalProperties: { $ref: '#/$defs/param' },
    },
    run: { $ref: '#/$defs/awaited' },
    onFailure: {
      type: 'string',
      enum: ['fail', 'wait'],
      default: 'fail',
      description: 'When an awaited run fails: fail with it, or wait for a later one to make it good.',
    },
    dataset: { ...NAME, description: 'Name of a dataset that tasks produce.' },
    project: { ...NAME, description: 'That of the dataset; the own one when absent.' },
    partition: { type: 'string', minLength: 1, maxLength: 255, description: 'Any when absent.' },
    since: {
      type: 'string',
      minLength: 1,
      description: 'Only updates behind this instant, RFC 3339; any when absent.',
    },
    path: {
      type: 'string',
      minLength: 1,
      maxLength: 4096,
      description: 'A file on the servers, below a directory of CARILLON_WAIT_DIRECTORIES.',
    },
    url: { type: 'string', minLength: 1, description: 'http or https. Expressions in it are percent-encoded.' },
    method: { type: 'string', enum: ['HEAD', 'GET'], default: 'HEAD' },
    headers: { type: 'object', maxProperties: 50, additionalProperties: { type: 'string' } },
    expectStatus: {
      type: 'array',
      items: { type: 'integer', minimum: 100, maximum: 599 },
      minItems: 1,
      description: 'Statuses that mean it is there; 200 to 299 when absent.',
    },
    s3: {
      type: 'string',
      pattern: '^s3://[^/]+/.+$|^\\$\\{\\{',
      description: 'An object: s3://bucket/key.',
    },
    endpoint: {
      type: 'string',
      minLength: 1,
      description: 'Of an S3 store that is not AWS: https://minio.example:9000.',
    },
    region: { type: 'string', minLength: 1, maxLength: 64, description: 'us-east-1 when absent.' },
    accessKeyId: {
      type: 'string',
      minLength: 1,
      description: 'Mostly ${{ secrets.… }}; without keys it is asked for unsigned.',
    },
    secretAccessKey: { type: 'string', minLength: 1, description: '${{ secrets.… }}' },
    sessionToken: { type: 'string', minLength: 1, description: '${{ secrets.… }}' },
    minSize: { type: 'string', pattern: '^\\d{1,12}(Ki|Mi|Gi|Ti)?$', description: 'At least so large: 1, 10Mi.' },
    stableFor: { ...DURATION, description: 'It must not have changed for so long.' },
    modifiedSince: { type: 'string', minLength: 1, description: 'Changed at this instant or later, RFC 3339.' },
    poll: { ...DURATION, description: 'How often it is looked at; 30s for files, 10s else. At least 1s.' },
    expires: { ...DURATION, description: 'How long it may take; then it fails. For ever when absent.' },
  },
  oneOf: [
    { required: ['for'] },
    { required: ['until'] },
    { required: ['window'] },
    { required: ['signal'] },
    { required: ['run'] },
    { required: ['dataset'] },
    { required: ['path'] },
    { required: ['url'] },
    { required: ['s3'] },
  ],
  additionalProperties: false,
} as const satisfies WithSchema;
