/** English texts of datasets. */
export const datasetsEn = {
  datasets: {
    title: 'Datasets',
    filter: 'Filter by name or title',
    name: 'Name',
    uri: 'Where it lies',
    updated: 'Updated',
    by: 'Brought up to date by',
    partition: 'Partition',
    whole: 'the whole',
    metadata: 'Metadata',
    never: 'Never updated',
    undeclared: 'not declared',
    updatesOf: 'Updates of {{name}}',
    empty: 'No dataset yet',
    emptyHint: 'A dataset is declared by a document, and brought up to date by the tasks that name it under produces:',
    filtered: 'No dataset matches this filter',
  },
};
