// The parts of the page, in their order. `text` says what is measured, never what came of it.

export const SECTIONS = [
  {
    title: 'Beside other systems',
    text: `The systems take turns on the same machine, each measurement in processes of its own on a fresh store. **×** says how many
times as good Carillon is: above 1 it is better. Only ratios within one table mean anything; between two runs the machine is
another one.`,
    parts: [
      [
        'start',
        'Bulk start',
        '20 000 one-task runs stored through the API, after 10 000 that are not counted, in requests of 1 000, two at a time. A peer is given 2 000 to 5 000 in one call.',
      ],
      [
        'throughput',
        'Drain of 20 000',
        '20 000 stored one-task runs, drained by one worker, until the last end is stored.',
      ],
      ['throughput 100000', 'Drain of 100 000', 'The same with 100 000.'],
      [
        'latency',
        'From the request to the start',
        'One run each 10 ms for 5 s to an idle worker: from the call to the start of its handler.',
      ],
      [
        'chain',
        'One chain',
        '50 tasks, each after the one before, when a thousand such steps have been made: time for one step.',
      ],
      ['chains', '200 chains at once', 'Of 50 tasks each.'],
      ['fanout', '1 → 1 000 → 1', 'From the start of the first handler to that of the last one.'],
      [
        'cron',
        '1 000 schedules due in one second',
        'From the logical time to the start of the handler; none missed, none doubled.',
      ],
      ['cron 10000', '10 000 schedules due in one second', 'The same with 10 000.'],
    ],
  },
  {
    title: 'With much to carry',
    text: '',
    parts: [
      [
        'backlog',
        'A million ready tasks',
        'The rate at which a worker drains the first 100 000 of them; `ofShort` is its share of the rate with no more than those; the memory of the server empty, with the tasks waiting, draining, and with 50 readers of events that read nothing.',
      ],
      [
        'held',
        'A transaction that stays open',
        'A worker drains 50 000 tasks for the second time, while nothing that died of the first ones can be removed; `ofFree` is its share of the rate without that transaction.',
      ],
      [
        'api',
        'The API beside much history',
        '4 connections that ask again as soon as they are answered, 5 s each: requests a second, and the time in ms below which 99 of 100 answers lie.',
      ],
    ],
  },
  {
    title: 'With nothing to do, and for long',
    text: '',
    parts: [
      ['idle', 'Idle', 'All roles in one server, one worker beside it, one minute.'],
      [
        'commands',
        'Commands',
        'Help until it is printed, and other commands until the server has their request, as many times as long as `node -e 0`; the best of 15.',
      ],
      [
        'memory',
        'Memory under load',
        '1 000 runs a second; the slope of the resident memory of the server after it has warmed up.',
      ],
    ],
  },
  {
    title: 'What one task costs the store',
    text: '',
    parts: [['cost', 'Rows, commits, log', 'Counted by the database, batches included.']],
  },
];
