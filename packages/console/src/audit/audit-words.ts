/** What was done and to what, in words; a newer server may do what has none here. */
import { useTranslation } from 'react-i18next';

/** Of `secret.set`: what is done, and to what kind of thing. */
const verbOf = (action: string): string => action.slice(action.indexOf('.') + 1);

export function useAuditWords(): {
  readonly action: (action: string) => string;
  readonly kind: (kind: string) => string;
} {
  const { t } = useTranslation();
  return {
    action: (action) => t(`auditVerb.${verbOf(action)}`, action),
    kind: (kind) => t(`auditKind.${kind}`, kind),
  };
}
