import type { AuditRecord } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { AUDIT_LOOKS } from '../states/families.ts';
import { Label } from '../states/state-label.tsx';

export function OutcomeLabel({ outcome }: Pick<AuditRecord, 'outcome'>) {
  const { t } = useTranslation();
  return <Label look={AUDIT_LOOKS[outcome]} text={t(`auditOutcome.${outcome}`)} />;
}
