/** English texts of approvals and signals. */
export const approvalsEn = {
  approvalState: { open: 'Open', approved: 'Approved', rejected: 'Rejected', expired: 'Expired' },
  signal: { payload: 'Payload (JSON)', send: 'Send {{name}}' },
  approvals: {
    title: 'Approvals',
    one: 'Approval',
    others: 'All approvals',
    requested: 'Asked',
    expires: 'counts as rejected',
    comment: 'Comment',
    approve: 'Approve',
    reject: 'Reject',
    all: 'Show answered ones as well',
    open: 'Show open ones only',
    empty: 'Nothing waits for an approval',
    emptyHint: 'Tasks of type approval ask here, and wait without a worker.',
  },
};
