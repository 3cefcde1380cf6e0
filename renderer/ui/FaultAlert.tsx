import { Alert, Button } from 'antd';
import { useTexts } from '../app/i18n/index.ts';
import { useFaultText } from './faults.ts';

/** A failure where its answer would have stood. */
export const FaultAlert = ({ error, onRetry }: { error: unknown; onRetry?: () => void }) => {
  const { t } = useTexts();
  const { message, next } = useFaultText()(error);
  return (
    <Alert
      type="error"
      showIcon
      title={message}
      description={next}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )
      }
    />
  );
};
