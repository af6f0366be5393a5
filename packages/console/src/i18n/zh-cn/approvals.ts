/** Chinese texts of approvals and signals. */
import type { approvalsEn } from '../en/approvals.ts';
import type { Words } from '../words.ts';

export const approvalsZhCn: Words<typeof approvalsEn> = {
  approvalState: { open: '待处理', approved: '已批准', rejected: '已拒绝', expired: '已过期' },
  signal: { payload: '内容（JSON）', send: '发送 {{name}}' },
  approvals: {
    title: '审批',
    one: '审批',
    others: '全部审批',
    requested: '申请于',
    expires: '逾期视为拒绝，截止',
    comment: '备注',
    approve: '批准',
    reject: '拒绝',
    all: '同时显示已处理的',
    open: '只显示待处理的',
    empty: '没有等待审批的任务',
    emptyHint: '类型为 approval 的任务在这里提出申请，等待期间不占用工作节点。',
  },
};
